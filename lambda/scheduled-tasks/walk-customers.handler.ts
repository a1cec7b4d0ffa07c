import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordList } from '../adapters/dynamodb/dynamodb-record-list.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { DynamoDbRecordWalk } from '../adapters/dynamodb/dynamodb-record-walk.ts';
import { DynamoDbSyncRuns } from '../adapters/dynamodb/sync-runs.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { type EndedPart, TASK_ENVIRONMENT, TASK_METRICS, type TaskPart } from './contract.ts';
import { walkCustomers } from './walk-customers.ts';

/** A turn begins no page so long before the function's time is up: a page of small customers, all changed, needs some of it. */
const MARGIN_MS = 120_000;

const environment = readEnvironment(['STAGE', ...TASK_ENVIRONMENT]);
const { RECORDS_TABLE: records, LEDGER_TABLE: ledger, STAGE: stage } = environment;
const logger = createLogger({ stage });
const metrics = createMetrics({ stage });
const client = dynamoDbClient();
const ports = {
  store: new DynamoDbRecordStore({ client, tables: { records, ledger } }),
  list: new DynamoDbRecordList({ client, table: records }),
  walk: new DynamoDbRecordWalk({ client, table: records }),
  runLog: new DynamoDbSyncRuns({ client, table: environment.DATA_SYNC_LEDGER_TABLE, clock: systemClock }),
  clock: systemClock,
};

/** "Look at customers": one turn of a part. */
export async function handler(
  part: TaskPart,
  context: { getRemainingTimeInMillis(): number },
): Promise<EndedPart> {
  const turn = await walkCustomers(ports, part, {
    until: systemClock() + context.getRemainingTimeInMillis() - MARGIN_MS,
  });
  const { runId, task, part: number, seen, changed, failed, ended } = turn;
  logger.info('turn', { runId, task, part: number, seen, changed, failed, ended });
  metrics.addMetric(TASK_METRICS.seen, 'Count', seen - part.seen);
  metrics.addMetric(TASK_METRICS.changed, 'Count', changed - part.changed);
  metrics.addMetric(TASK_METRICS.failed, 'Count', failed - part.failed);
  metrics.publishStoredMetrics();
  return turn;
}
