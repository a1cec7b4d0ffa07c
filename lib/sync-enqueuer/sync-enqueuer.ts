import { Duration, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { CAPTURE_FILTERS } from '../../lambda/sync-enqueuer/contract.ts';
import type { AppConfig } from '../config.ts';
import type { SyncTables } from '../data-sync/sync-tables.ts';
import type { ParkingBucket } from '../event-publisher/parking-bucket.ts';
import { ServiceFunction } from '../runtime/service-function.ts';

export interface SyncEnqueuerProps {
  readonly config: AppConfig;
  /** The table whose changes are captured. */
  readonly records: TableV2;
  readonly tables: SyncTables;
  readonly parking: ParkingBucket;
  /** DataSyncEnabled. */
  readonly enabled: IStringParameter;
}

/** Puts changes of customers and transactions into the pending queues, a customer's in order. */
export class SyncEnqueuer extends ServiceFunction {
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: SyncEnqueuerProps) {
    const { config, tables, parking, enabled } = props;
    super(scope, id, {
      config,
      entry: 'sync-enqueuer/enqueue-changes.handler.ts',
      service: 'sync-enqueuer',
      description: 'Captures changes of customers and transactions in the pending queues of data sync',
      environment: {
        ...tables.environment,
        PARKING_BUCKET: parking.bucket.bucketName,
        DATA_SYNC_ENABLED_PARAMETER: enabled.parameterName,
      },
      memoryMb: 1769,
      timeout: Duration.seconds(60),
    });
    tables.grantCapture(this);
    Grant.addToPrincipal({
      grantee: this,
      actions: ['ssm:GetParameter'],
      resourceArns: [enabled.parameterArn],
    });
    parking.grantPark(this);
    Validations.of(this.role).acknowledge(...parking.acknowledgements, ...tables.acknowledgements);
    this.mapping = this.readChanges(props);
  }

  /** The second reader of the table's stream; DynamoDB allows no third. */
  private readChanges({ records, parking }: SyncEnqueuerProps): EventSourceMapping {
    if (records.tableStreamArn === undefined) throw new TypeError('the table has no stream');
    records.grantStreamRead(this);
    return new EventSourceMapping(this, 'Changes', {
      target: this.function,
      eventSourceArn: records.tableStreamArn,
      filters: CAPTURE_FILTERS.map((filter) => ({ pattern: JSON.stringify(filter) })),
      // LATEST would miss what is written while the mapping comes up.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 1000,
      // More than one would keep the order of an item only, not of a customer's transactions.
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
