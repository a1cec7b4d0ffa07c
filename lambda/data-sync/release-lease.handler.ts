import { DynamoDbSyncLeases } from '../adapters/dynamodb/sync-leases.ts';
import { DynamoDbSyncRuns } from '../adapters/dynamodb/sync-runs.ts';
import { syncStoreIn } from '../adapters/dynamodb/sync-store-in.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { type ReleaseLeaseEvent, SYNC_QUEUES_ENVIRONMENT } from './contract.ts';
import { type EndedRun, endRun } from './end-run.ts';

const environment = readEnvironment(['STAGE', ...SYNC_QUEUES_ENVIRONMENT]);
const logger = createLogger({ stage: environment.STAGE });
const store = syncStoreIn(environment, new AwsHttpClient(awsClientOptions('s3')));
const ports = {
  leases: new DynamoDbSyncLeases(store),
  runLog: new DynamoDbSyncRuns({ client: store.client, table: store.tables.ledger, clock: systemClock }),
  clock: systemClock,
};

/** "Release lease", after success or failure: ends a run, and says how it went. */
export async function handler(event: ReleaseLeaseEvent): Promise<EndedRun & { readonly runId: string }> {
  const { runId, tasks } = event;
  const ended = await endRun(ports, { runId, tasks });
  const { cause: _excerpt, ...line } = ended;
  logger.info('run ended', { runId, ...line });
  return { runId, ...ended };
}
