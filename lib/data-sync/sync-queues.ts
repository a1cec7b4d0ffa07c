import { Duration, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  SYNC_LEDGER_TABLE,
  SYNC_QUEUE_TABLE,
  SYNC_QUEUE_TABLES,
  type SYNC_QUEUES_ENVIRONMENT,
  type SyncQueueName,
} from '../../lambda/data-sync/contract.ts';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/**
 * The queues, their ledger, and the bucket of what is too large for a row. The tables bear the seed's names behind the stage's. All
 * outlive the stack outside the local stage. The construct ids are a contract.
 */
export class SyncQueues extends Construct {
  readonly customerPending: TableV2;
  readonly transactionPending: TableV2;
  readonly progress: TableV2;
  readonly ledger: TableV2;
  readonly overflow: Bucket;
  readonly #config: AppConfig;

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    this.#config = props.config;
    this.customerPending = this.queue('CustomerPending', 'customerPending');
    this.transactionPending = this.queue('TransactionPending', 'transactionPending');
    this.progress = this.queue('Progress', 'progress');
    this.ledger = new TableV2(this, 'Ledger', {
      ...this.lastingTable(),
      tableName: this.nameOf(SYNC_LEDGER_TABLE.tableName),
      partitionKey: { name: SYNC_LEDGER_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: SYNC_LEDGER_TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: SYNC_LEDGER_TABLE.timeToLiveAttribute,
    });
    this.overflow = this.overflowBucket();
  }

  /** What a function that touches the queues is told about them. */
  get environment(): Record<(typeof SYNC_QUEUES_ENVIRONMENT)[number], string> {
    return {
      CUSTOMER_PENDING_TABLE: this.customerPending.tableName,
      TRANSACTION_PENDING_TABLE: this.transactionPending.tableName,
      PROGRESS_TABLE: this.progress.tableName,
      DATA_SYNC_LEDGER_TABLE: this.ledger.tableName,
      OVERFLOW_BUCKET: this.overflow.bucketName,
    };
  }

  private queue(id: string, name: SyncQueueName): TableV2 {
    return new TableV2(this, id, {
      ...this.lastingTable(),
      tableName: this.nameOf(SYNC_QUEUE_TABLES[name]),
      partitionKey: { name: SYNC_QUEUE_TABLE.partitionKey, type: AttributeType.NUMBER },
      sortKey: { name: SYNC_QUEUE_TABLE.sortKey, type: AttributeType.NUMBER },
    });
  }

  private nameOf(name: string): string {
    return `millrace-${this.#config.stage}-${name}`;
  }

  private lastingTable() {
    return {
      billing: Billing.onDemand(),
      deletionProtection: !this.#config.local,
      removalPolicy: lasting(this.#config),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: !this.#config.local },
    };
  }

  private overflowBucket(): Bucket {
    const bucket = new Bucket(this, 'Overflow', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [
        // What was delivered is removed at once; this takes what a crash left behind.
        { expiration: Duration.days(730) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: lasting(this.#config),
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the data sync reads and writes; an access log would be a second bucket to guard for that.',
    });
    return bucket;
  }
}
