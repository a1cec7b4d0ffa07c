import { Duration, Validations } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import type { EventStream } from '../event-publisher/event-stream.ts';
import type { ParkingBucket } from '../event-publisher/parking-bucket.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import type { FeedTables } from './feed-tables.ts';

export interface FeedIndexerProps {
  readonly config: AppConfig;
  readonly eventStream: EventStream;
  readonly tables: FeedTables;
  readonly parking: ParkingBucket;
}

/** Puts each event of the event stream into the feed log, once. */
export class FeedIndexer extends ServiceFunction {
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: FeedIndexerProps) {
    const { config, tables, parking } = props;
    super(scope, id, {
      config,
      entry: 'feed-indexer/index-events.handler.ts',
      service: 'feed-indexer',
      description: 'Puts each event of the event stream into the feed log',
      environment: {
        FEED_LOG_TABLE: tables.log.tableName,
        FEED_STATE_TABLE: tables.state.tableName,
        FEED_PARTITIONS: String(config.feed.partitions),
        PARKING_BUCKET: parking.bucket.bucketName,
      },
      memoryMb: 1769,
      timeout: Duration.seconds(60),
    });
    this.grantLog(tables);
    parking.grantPark(this);
    Validations.of(this.role).acknowledge(...parking.acknowledgements);
    this.mapping = this.readEvents(props);
  }

  /** It never removes a row: time to live does. */
  private grantLog({ log, state }: FeedTables): void {
    const actions = ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'];
    Grant.addToPrincipal({
      grantee: this,
      actions: [...actions, 'dynamodb:BatchWriteItem', 'dynamodb:PutItem'],
      resourceArns: [log.tableArn],
    });
    Grant.addToPrincipal({ grantee: this, actions, resourceArns: [state.tableArn] });
  }

  private readEvents({ eventStream: { stream, key }, parking }: FeedIndexerProps): EventSourceMapping {
    Grant.addToPrincipal({
      grantee: this,
      actions: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      resourceArns: [stream.streamArn],
    });
    key.grant(this, 'kms:Decrypt');
    return new EventSourceMapping(this, 'Events', {
      target: this.function,
      eventSourceArn: stream.streamArn,
      // LATEST would miss what is written while the mapping comes up.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 1000,
      // More than one would take two batches of a shard at the same time.
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
