import { DynamoDbSyncLeases } from '../adapters/dynamodb/sync-leases.ts';
import { DynamoDbSyncRuns } from '../adapters/dynamodb/sync-runs.ts';
import { syncStoreIn } from '../adapters/dynamodb/sync-store-in.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { ssmClient } from '../adapters/ssm/client.ts';
import { ParameterSettings } from '../adapters/ssm/parameter-settings.ts';
import { SYNC_RUN_ID, syncRunId } from '../domain/sync-run.ts';
import { SYNC_SETTING_NAMES } from '../model/sync-settings.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { beginRun } from './begin-run.ts';
import { type AcquireLeaseEvent, SYNC_QUEUES_ENVIRONMENT, type SyncTask } from './contract.ts';

const environment = readEnvironment(['STAGE', 'SETTINGS_PREFIX', ...SYNC_QUEUES_ENVIRONMENT]);
const logger = createLogger({ stage: environment.STAGE });
const store = syncStoreIn(environment, new AwsHttpClient(awsClientOptions('s3')));
const ports = {
  settings: new ParameterSettings({
    client: ssmClient(),
    prefix: environment.SETTINGS_PREFIX,
    names: SYNC_SETTING_NAMES,
  }),
  leases: new DynamoDbSyncLeases(store),
  runLog: new DynamoDbSyncRuns({ client: store.client, table: store.tables.ledger, clock: systemClock }),
  clock: systemClock,
};

/** "Acquire lease": begins a run, or takes it up in a further execution. */
export async function handler(event: AcquireLeaseEvent): Promise<{
  readonly runId: string;
  readonly acquired: boolean;
  readonly reason?: string;
  readonly tasks: readonly SyncTask[];
}> {
  const started = Date.parse(event.started);
  const runId = event.runId ?? runIdOf(event, started);
  const { startedBy, execution, tasks } = event;
  const begun = await beginRun(ports, {
    runId,
    started,
    startedBy,
    execution,
    ...(tasks === null ? {} : { workers: tasks.length }),
  });
  logger.info('run', { runId, startedBy, ...begun });
  if (!begun.acquired) return { runId, acquired: false, reason: begun.reason, tasks: [] };
  const { workers } = begun;
  const fresh = Array.from({ length: workers }, (_, worker) => ({ worker, delivered: 0, parked: 0 }));
  return {
    runId,
    acquired: true,
    tasks: (tasks ?? fresh).map((task) => ({ ...task, runId, workers, turns: 0 })),
  };
}

/** Who is started by hand in the console, or by the schedule, has any name. */
function runIdOf({ executionName }: AcquireLeaseEvent, started: number): string {
  return SYNC_RUN_ID.test(executionName) ? executionName : syncRunId(started, executionName.slice(0, 8));
}
