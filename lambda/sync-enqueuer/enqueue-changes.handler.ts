import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbPendingQueue } from '../adapters/dynamodb/pending-queue.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { S3LargeTexts } from '../adapters/s3/s3-large-texts.ts';
import { S3ParkingPlace } from '../adapters/s3/s3-parking-place.ts';
import { ParameterSwitch } from '../adapters/ssm/parameter-switch.ts';
import { awsEndpoint } from '../runtime/aws-endpoint.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { defaultProvider } from '../runtime/environment-credentials.ts';
import { createLogger, describeError } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import {
  type BatchResponse,
  type StreamRecord,
  SYNC_ENQUEUER_ENVIRONMENT,
  SYNC_ENQUEUER_METRICS,
} from './contract.ts';
import { type EnqueueReport, type EnqueuerPorts, enqueueChanges } from './enqueue-changes.ts';

/** Left of the function's time when it takes no more changes: enough for those that are under way. */
const MARGIN_MS = 8_000;

const environment = readEnvironment([
  ...SYNC_ENQUEUER_ENVIRONMENT,
  'CUSTOMER_PENDING_TABLE',
  'TRANSACTION_PENDING_TABLE',
  'PROGRESS_TABLE',
  'DATA_SYNC_LEDGER_TABLE',
  'OVERFLOW_BUCKET',
  'AWS_REGION',
]);
const logger = createLogger({ stage: environment.STAGE });
const metrics = createMetrics({ stage: environment.STAGE });
const clientOf = (service: string) =>
  new AwsHttpClient({
    service,
    region: environment.AWS_REGION,
    endpoint: awsEndpoint(service, environment.AWS_REGION),
    credentials: defaultProvider(),
  });
const s3 = clientOf('s3');

const ports: EnqueuerPorts = {
  queue: new DynamoDbPendingQueue({
    client: dynamoDbClient(),
    tables: {
      customerPending: environment.CUSTOMER_PENDING_TABLE,
      transactionPending: environment.TRANSACTION_PENDING_TABLE,
      progress: environment.PROGRESS_TABLE,
      ledger: environment.DATA_SYNC_LEDGER_TABLE,
    },
    largeTexts: new S3LargeTexts({ client: s3, bucket: environment.OVERFLOW_BUCKET }),
  }),
  captureSwitch: new ParameterSwitch({
    client: clientOf('ssm'),
    name: environment.DATA_SYNC_ENABLED_PARAMETER,
    clock: systemClock,
  }),
  parking: new S3ParkingPlace({
    client: s3,
    bucket: environment.PARKING_BUCKET,
    clock: systemClock,
    random: Math.random,
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  }),
  clock: systemClock,
  log: {
    parked: (about) => logger.error('a change can never be captured: it is parked', { ...about }),
    failed: ({ error, records }) =>
      logger.warn('changes could not be captured: they come again', { records, error: describeError(error) }),
  },
};

/** Captures a batch of the Records table's stream; what is not captured in time comes again. */
export async function handler(
  event: { readonly Records: readonly StreamRecord[] },
  context: { getRemainingTimeInMillis(): number },
): Promise<BatchResponse> {
  const deadline = systemClock() + context.getRemainingTimeInMillis() - MARGIN_MS;
  const report = await enqueueChanges(ports, event.Records, deadline);
  count(report);
  return report.response;
}

function count({ captured, ignored, disabled, parked, failed, oldestMs }: EnqueueReport): void {
  metrics.addMetric(SYNC_ENQUEUER_METRICS.captured, 'Count', captured);
  metrics.addMetric(SYNC_ENQUEUER_METRICS.ignored, 'Count', ignored);
  metrics.addMetric(SYNC_ENQUEUER_METRICS.disabled, 'Count', disabled);
  metrics.addMetric(SYNC_ENQUEUER_METRICS.parked, 'Count', parked);
  metrics.addMetric(SYNC_ENQUEUER_METRICS.failed, 'Count', failed);
  if (oldestMs !== undefined) metrics.addMetric(SYNC_ENQUEUER_METRICS.ageMs, 'Milliseconds', oldestMs);
  metrics.publishStoredMetrics();
}
