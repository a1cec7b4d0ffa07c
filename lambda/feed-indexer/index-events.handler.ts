import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbFeedLogWriter } from '../adapters/dynamodb/dynamodb-feed-log-writer.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { S3ParkingPlace } from '../adapters/s3/s3-parking-place.ts';
import { feedObject } from '../model/feed/render-feed-object.ts';
import { awsEndpoint } from '../runtime/aws-endpoint.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { defaultProvider } from '../runtime/environment-credentials.ts';
import { createLogger, describeError } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { ownerHash } from '../runtime/owner-hash.ts';
import {
  type BatchResponse,
  FEED_INDEXER_ENVIRONMENT,
  FEED_INDEXER_METRICS,
  type KinesisRecord,
} from './contract.ts';
import { FeedIndexer, type IndexReport } from './index-batch.ts';

/** Left of the function's time when it begins no more pages: enough for one that is under way, and for what ends the batch. */
const MARGIN_MS = 15_000;

const environment = readEnvironment([...FEED_INDEXER_ENVIRONMENT, 'AWS_REGION']);
const logger = createLogger({ stage: environment.STAGE });
const metrics = createMetrics({ stage: environment.STAGE });

const indexer = new FeedIndexer({
  log: new DynamoDbFeedLogWriter({
    client: dynamoDbClient(),
    tables: { log: environment.FEED_LOG_TABLE, state: environment.FEED_STATE_TABLE },
    partitions: Number(environment.FEED_PARTITIONS),
    clock: systemClock,
  }),
  parking: new S3ParkingPlace({
    client: new AwsHttpClient({
      service: 's3',
      region: environment.AWS_REGION,
      endpoint: awsEndpoint('s3', environment.AWS_REGION),
      credentials: defaultProvider(),
    }),
    bucket: environment.PARKING_BUCKET,
    clock: systemClock,
    random: Math.random,
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  }),
  render: feedObject,
  hash: ownerHash,
  clock: systemClock,
  notes: {
    parked: (about) => logger.error('an event can never be shown in the feed: it is parked', { ...about }),
    failed: ({ error, partition }) =>
      logger.warn('events could not be logged: they come again', { partition, error: describeError(error) }),
  },
});

/** Puts a batch of the event stream into the feed log; what is not there in time comes again. */
export async function handler(
  event: { readonly Records: readonly KinesisRecord[] },
  context: { getRemainingTimeInMillis(): number },
): Promise<BatchResponse> {
  const deadline = systemClock() + context.getRemainingTimeInMillis() - MARGIN_MS;
  const report = await indexer.index(event.Records, deadline);
  count(report);
  return report.response;
}

function count(report: IndexReport): void {
  const { logged, pages, duplicates, unknown, contention, parked, failed, oldestMs } = report;
  metrics.addMetric(FEED_INDEXER_METRICS.logged, 'Count', logged);
  metrics.addMetric(FEED_INDEXER_METRICS.pages, 'Count', pages);
  metrics.addMetric(FEED_INDEXER_METRICS.duplicates, 'Count', duplicates);
  metrics.addMetric(FEED_INDEXER_METRICS.unknown, 'Count', unknown);
  metrics.addMetric(FEED_INDEXER_METRICS.contention, 'Count', contention);
  metrics.addMetric(FEED_INDEXER_METRICS.parked, 'Count', parked);
  metrics.addMetric(FEED_INDEXER_METRICS.failed, 'Count', failed);
  if (oldestMs !== undefined) metrics.addMetric(FEED_INDEXER_METRICS.ageMs, 'Milliseconds', oldestMs);
  metrics.publishStoredMetrics();
}
