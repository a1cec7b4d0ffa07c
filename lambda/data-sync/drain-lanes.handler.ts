import { DynamoDbSyncLeases } from '../adapters/dynamodb/sync-leases.ts';
import { DynamoDbSyncQueues } from '../adapters/dynamodb/sync-queues.ts';
import { DynamoDbSyncRuns } from '../adapters/dynamodb/sync-runs.ts';
import { syncStoreIn } from '../adapters/dynamodb/sync-store-in.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { configuredReceiver } from '../adapters/http/configured-receiver.ts';
import type { DeliveryLine } from '../adapters/http/webhook-receiver.ts';
import { secretsClient } from '../adapters/secrets/client.ts';
import { SecretCredentialMap } from '../adapters/secrets/credential-map.ts';
import { ssmClient } from '../adapters/ssm/client.ts';
import { ParameterSettings } from '../adapters/ssm/parameter-settings.ts';
import { SYNC_SETTING_NAMES } from '../model/sync-settings.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { type DrainLanesEvent, SYNC_METRICS, SYNC_QUEUES_ENVIRONMENT } from './contract.ts';
import { currentSettings, jobSettings } from './job-settings.ts';
import { type TurnResult, takeTurn } from './take-turn.ts';

/** A turn takes no more rows so long before the function's time is up; what is in flight needs the time of a delivery. */
const MARGIN_MS = 10_000;

const environment = readEnvironment([
  'STAGE',
  'SETTINGS_PREFIX',
  'CREDENTIAL_PREFIX',
  ...SYNC_QUEUES_ENVIRONMENT,
]);
const { ALLOWED_NETWORKS = '', TRUSTED_CA } = process.env;
const logger = createLogger({ stage: environment.STAGE });
const metrics = createMetrics({ stage: environment.STAGE });
const store = syncStoreIn(environment, new AwsHttpClient(awsClientOptions('s3')));
const settingsReader = new ParameterSettings({
  client: ssmClient(),
  prefix: environment.SETTINGS_PREFIX,
  names: SYNC_SETTING_NAMES,
});
const credentials = new SecretCredentialMap({
  client: secretsClient(),
  prefix: environment.CREDENTIAL_PREFIX,
});
const leases = new DynamoDbSyncLeases(store);
const runLog = new DynamoDbSyncRuns({ client: store.client, table: store.tables.ledger, clock: systemClock });

/** "Send what is in progress" and "Move and send pending": one turn of a worker. Throws DeliveryFailed when a failure ends the run. */
export async function handler(
  event: DrainLanesEvent,
  context: { getRemainingTimeInMillis(): number },
): Promise<TurnResult> {
  const settings = jobSettings(await currentSettings(settingsReader));
  const { DataSyncCredentialMapName: map, DataSyncCredentialKeyName: key } = settings;
  const receiver = await configuredReceiver({
    settings,
    credentials: () => credentials.read(map, key),
    allowedNetworks: ALLOWED_NETWORKS.split(' ').filter((network) => network !== ''),
    ...(TRUSTED_CA ? { trustedCa: TRUSTED_CA } : {}),
    clock: systemClock,
    log: (line) => record(event.runId, line),
  });
  const ports = {
    queues: new DynamoDbSyncQueues(store),
    leases,
    receiver,
    runLog,
    clock: systemClock,
    random: Math.random,
    after,
  };
  const left = context.getRemainingTimeInMillis() - settings.DataSyncRequestTimeoutMs - MARGIN_MS;
  try {
    const turn = await takeTurn(ports, settings, { ...event, until: systemClock() + left });
    metrics.addMetric(SYNC_METRICS.parked, 'Count', turn.parked - event.parked);
    return turn;
  } finally {
    await receiver.close();
    metrics.publishStoredMetrics();
  }
}

function record(runId: string, line: DeliveryLine): void {
  const delivered = line.outcome === 'delivered';
  if (delivered) logger.info('delivery', { runId, ...line });
  else logger.warn('delivery', { runId, ...line });
  metrics.addMetric(delivered ? SYNC_METRICS.delivered : SYNC_METRICS.failed, 'Count', line.messages);
  metrics.addMetric(SYNC_METRICS.latency, 'Milliseconds', line.ms);
  if (line.stage === 'token') metrics.addMetric(SYNC_METRICS.tokenErrors, 'Count', 1);
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
