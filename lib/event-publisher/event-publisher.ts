import { Duration, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import type { EventStream } from './event-stream.ts';
import type { ParkingBucket } from './parking-bucket.ts';

export interface EventPublisherProps {
  readonly config: AppConfig;
  /** The table whose changes are published. */
  readonly records: TableV2;
  readonly eventStream: EventStream;
  readonly parking: ParkingBucket;
}

/** Puts every change of the records into the event stream, an account's in order. */
export class EventPublisher extends ServiceFunction {
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: EventPublisherProps) {
    const { config, eventStream, parking } = props;
    super(scope, id, {
      config,
      entry: 'event-publisher/publish-events.handler.ts',
      service: 'event-publisher',
      description: 'Publishes every change of the Records table to the event stream',
      environment: {
        EVENT_STREAM: eventStream.stream.streamName,
        EVENT_FORMAT: config.eventStream.format,
        MAX_RECORD_BYTES: String(config.eventStream.maxRecordKiB * 1024),
        PARKING_BUCKET: parking.bucket.bucketName,
        EVENT_SOURCE: `millrace/${config.stage}`,
      },
      memoryMb: 1769,
      timeout: Duration.seconds(60),
    });
    eventStream.stream.grant(this, 'kinesis:PutRecords');
    eventStream.key.grant(this, 'kms:GenerateDataKey');
    parking.grantPark(this);
    Validations.of(this.role).acknowledge(...parking.acknowledgements);
    this.mapping = this.readChanges(props);
  }

  private readChanges({ records, parking }: EventPublisherProps): EventSourceMapping {
    if (records.tableStreamArn === undefined) throw new TypeError('the table has no stream');
    records.grantStreamRead(this);
    return new EventSourceMapping(this, 'Changes', {
      target: this.function,
      eventSourceArn: records.tableStreamArn,
      // LATEST would miss what is written while the mapping comes up.
      startingPosition: StartingPosition.TRIM_HORIZON,
      // An account that fills a batch keeps its shard waiting for one round trip an event: 200 of them are about two seconds.
      batchSize: 200,
      // More than one would keep the order of an item only, not of its account.
      parallelizationFactor: 1,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      // Tried again until it is 22 hours old: then it is parked, two hours before the stream itself would drop it.
      retryAttempts: -1,
      maxRecordAge: Duration.hours(22),
      onFailure: parking,
      supportS3OnFailureDestination: true,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
  }
}
