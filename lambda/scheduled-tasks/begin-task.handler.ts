import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordList } from '../adapters/dynamodb/dynamodb-record-list.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { DynamoDbSyncRuns } from '../adapters/dynamodb/sync-runs.ts';
import { SYNC_RUN_ID, syncRunId } from '../domain/sync-run.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { type BegunTask, beginTask } from './begin-task.ts';
import { BEGIN_TASK_ENVIRONMENT, type BeginTaskEvent, TASK_METRICS } from './contract.ts';

const environment = readEnvironment(['STAGE', ...BEGIN_TASK_ENVIRONMENT]);
const { RECORDS_TABLE: records, LEDGER_TABLE: ledger, STAGE: stage } = environment;
const logger = createLogger({ stage });
const metrics = createMetrics({ stage });
const client = dynamoDbClient();
const ports = {
  store: new DynamoDbRecordStore({ client, tables: { records, ledger } }),
  list: new DynamoDbRecordList({ client, table: records }),
  runLog: new DynamoDbSyncRuns({ client, table: environment.DATA_SYNC_LEDGER_TABLE, clock: systemClock }),
  clock: systemClock,
};

/** "Begin run": finds out whether there is anything to do, and for whom. */
export async function handler(event: BeginTaskEvent): Promise<BegunTask> {
  const { task, startedBy, execution } = event;
  const started = Date.parse(event.started);
  const runId = event.runId ?? runIdOf(event, started);
  const begun = await beginTask(ports, {
    runId,
    task,
    started,
    startedBy,
    execution,
    timeZone: environment.TIME_ZONE,
    inactiveDays: Number(environment.INACTIVE_DAYS),
    parts: Number(environment.PARTS),
  });
  const { parts, ...line } = begun;
  logger.info('run', { startedBy, ...line, parts: parts.length });
  metrics.addMetric(TASK_METRICS.invalid, 'Count', begun.invalid);
  metrics.publishStoredMetrics();
  return begun;
}

/** Who is started by hand in the console, or by a schedule, has any name. */
function runIdOf({ executionName }: BeginTaskEvent, started: number): string {
  return SYNC_RUN_ID.test(executionName) ? executionName : syncRunId(started, executionName.slice(0, 8));
}
