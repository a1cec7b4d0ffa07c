import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { KinesisEventSink } from '../adapters/kinesis/kinesis-event-sink.ts';
import { S3ParkingPlace } from '../adapters/s3/s3-parking-place.ts';
import { awsEndpoint } from '../runtime/aws-endpoint.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { defaultProvider } from '../runtime/environment-credentials.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import type { BatchResponse, StreamRecord } from './contract.ts';
import { EventPublisher, type PublishReport } from './publish-events.ts';
import { publisherSettings } from './publisher-settings.ts';
import { EventRenderer } from './render-event.ts';

/** Left of the function's time when it stops sending: enough to answer, whatever is in flight. */
const MARGIN_MS = 1_500;

const environment = readEnvironment([
  'STAGE',
  'EVENT_STREAM',
  'EVENT_FORMAT',
  'EVENT_SOURCE',
  'MAX_RECORD_BYTES',
  'PARKING_BUCKET',
  'AWS_REGION',
]);
const settings = publisherSettings(environment);
const logger = createLogger({ stage: settings.stage });
const metrics = createMetrics({ stage: settings.stage });
const clientOf = (service: string) =>
  new AwsHttpClient({
    service,
    region: environment.AWS_REGION,
    endpoint: awsEndpoint(service, environment.AWS_REGION),
    credentials: defaultProvider(),
  });

const publisher = new EventPublisher({
  renderer: new EventRenderer({ format: settings.format, source: settings.source }),
  maxRecordBytes: settings.maxRecordBytes,
  sink: new KinesisEventSink({ client: clientOf('kinesis'), stream: settings.stream, clock: systemClock }),
  parking: new S3ParkingPlace({
    client: clientOf('s3'),
    bucket: settings.parkingBucket,
    clock: systemClock,
    random: Math.random,
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  }),
  clock: systemClock,
  random: Math.random,
  timer: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  log: {
    parked: (about) => logger.error('a record can never be sent: it is parked', { ...about }),
    failed: (about) => logger.warn('the event stream did not take records', { ...about }),
  },
});

/** Publishes a batch of the Records table's stream; what is not delivered in time comes again. */
export async function handler(
  event: { readonly Records: readonly StreamRecord[] },
  context: { getRemainingTimeInMillis(): number },
): Promise<BatchResponse> {
  const deadline = systemClock() + context.getRemainingTimeInMillis() - MARGIN_MS;
  const report = await publisher.publish(event.Records, deadline);
  count(report);
  return report.response;
}

function count({ published, retried, parked, failed, skipped, records, agesMs }: PublishReport): void {
  metrics.addMetric('EventsPublished', 'Count', published);
  metrics.addMetric('EventsRetried', 'Count', retried);
  metrics.addMetric('EventsParked', 'Count', parked);
  metrics.addMetric('EventsFailed', 'Count', failed);
  for (const age of spread(agesMs)) metrics.addMetric('EventAge', 'Milliseconds', age);
  metrics.publishStoredMetrics();
  if (failed > 0)
    logger.warn('a batch is not through: it comes again', { records, published, parked, skipped, failed });
}

/** At most 100 values of a metric fit one line (CloudWatch embedded metric format): the oldest of each stretch of calls. */
function spread(agesMs: readonly number[], most = 100): readonly number[] {
  const stretch = Math.ceil(agesMs.length / most);
  if (stretch <= 1) return agesMs;
  return Array.from({ length: Math.ceil(agesMs.length / stretch) }, (_, index) =>
    Math.max(...agesMs.slice(index * stretch, (index + 1) * stretch)),
  );
}
