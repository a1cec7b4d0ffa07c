import { DynamoDbQueueDepths } from '../adapters/dynamodb/queue-depths.ts';
import { syncStoreIn } from '../adapters/dynamodb/sync-store-in.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { SYNC_METRICS, SYNC_QUEUES_ENVIRONMENT } from './contract.ts';

const environment = readEnvironment(['STAGE', ...SYNC_QUEUES_ENVIRONMENT]);
const metrics = createMetrics({ stage: environment.STAGE });
const depths = new DynamoDbQueueDepths(syncStoreIn(environment, new AwsHttpClient(awsClientOptions('s3'))));

type Queue = keyof typeof SYNC_METRICS.rows;

/** Measures how full the queues are. */
export async function handler(): Promise<void> {
  const queues = await depths.read();
  for (const [queue, { depth, oldestAt }] of Object.entries(queues)) {
    const ageSeconds = oldestAt === undefined ? 0 : Math.max(0, systemClock() - oldestAt) / 1000;
    metrics.addMetric(SYNC_METRICS.rows[queue as Queue], 'Count', depth);
    metrics.addMetric(SYNC_METRICS.age[queue as Queue], 'Seconds', ageSeconds);
  }
  metrics.publishStoredMetrics();
}
