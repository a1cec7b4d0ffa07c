import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { DynamoDbSyncRuns } from '../adapters/dynamodb/sync-runs.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { type EndTaskEvent, TASK_ENVIRONMENT } from './contract.ts';
import { type EndedTask, endTask } from './end-task.ts';

const environment = readEnvironment(['STAGE', ...TASK_ENVIRONMENT]);
const { RECORDS_TABLE: records, LEDGER_TABLE: ledger } = environment;
const logger = createLogger({ stage: environment.STAGE });
const client = dynamoDbClient();
const ports = {
  store: new DynamoDbRecordStore({ client, tables: { records, ledger } }),
  runLog: new DynamoDbSyncRuns({ client, table: environment.DATA_SYNC_LEDGER_TABLE, clock: systemClock }),
  clock: systemClock,
};

/** "End run", after success or failure: deletes what is to be deleted, and says how it went. */
export async function handler({ parts }: EndTaskEvent): Promise<EndedTask> {
  const ended = await endTask(ports, parts);
  logger.info('run ended', { ...ended });
  return ended;
}
