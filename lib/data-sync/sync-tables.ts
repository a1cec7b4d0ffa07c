import { type Acknowledgment, Duration, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  OVERFLOW_PREFIX,
  SYNC_LEDGER_TABLE,
  SYNC_QUEUE_TABLE,
  SYNC_QUEUE_TABLES,
  type SyncQueueName,
} from '../../lambda/data-sync/contract.ts';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/** Texts whose row is gone are removed at once; what a crash leaves behind goes after as long as a mark stands. */
const OVERFLOW_DAYS = 730;

/**
 * Data sync's two pending queues, its progress queue, its ledger, and the bucket of texts too large for a row. On demand, restorable,
 * and outliving the stack outside the local stage. The construct ids are a contract.
 */
export class SyncTables extends Construct {
  readonly queues: Readonly<Record<SyncQueueName, TableV2>>;
  readonly ledger: TableV2;
  readonly overflow: Bucket;

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    const { config } = props;
    const common = {
      billing: Billing.onDemand(),
      deletionProtection: !config.local,
      removalPolicy: lasting(config),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: !config.local },
    };
    const queue = (constructId: string, name: SyncQueueName): TableV2 =>
      new TableV2(this, constructId, {
        ...common,
        tableName: `millrace-${config.stage}-${SYNC_QUEUE_TABLES[name]}`,
        partitionKey: { name: SYNC_QUEUE_TABLE.partitionKey, type: AttributeType.NUMBER },
        sortKey: { name: SYNC_QUEUE_TABLE.sortKey, type: AttributeType.NUMBER },
      });
    this.queues = {
      customerPending: queue('CustomerPending', 'customerPending'),
      transactionPending: queue('TransactionPending', 'transactionPending'),
      progress: queue('Progress', 'progress'),
    };
    this.ledger = new TableV2(this, 'Ledger', {
      ...common,
      tableName: `millrace-${config.stage}-${SYNC_LEDGER_TABLE.tableName}`,
      partitionKey: { name: SYNC_LEDGER_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: SYNC_LEDGER_TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: SYNC_LEDGER_TABLE.timeToLiveAttribute,
    });
    this.overflow = this.newOverflow(config);
  }

  private newOverflow(config: AppConfig): Bucket {
    const bucket = new Bucket(this, 'Overflow', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [
        { expiration: Duration.days(OVERFLOW_DAYS) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: lasting(config),
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only data sync writes and reads it, each text a few times; an access log would be a second bucket to guard for that.',
    });
    return bucket;
  }

  /** What a function that touches the queues is told (SYNC_QUEUES_ENVIRONMENT). */
  get environment(): Record<string, string> {
    return {
      CUSTOMER_PENDING_TABLE: this.queues.customerPending.tableName,
      TRANSACTION_PENDING_TABLE: this.queues.transactionPending.tableName,
      PROGRESS_TABLE: this.queues.progress.tableName,
      DATA_SYNC_LEDGER_TABLE: this.ledger.tableName,
      OVERFLOW_BUCKET: this.overflow.bucketName,
    };
  }

  /** Lets the grantee fold changes into the pending rows. It reads rows by their keys only. */
  grantCapture(grantee: IGrantable): void {
    const { customerPending, transactionPending, progress } = this.queues;
    const rows = ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem'];
    for (const table of [customerPending, transactionPending])
      grant(grantee, [...rows, 'dynamodb:PutItem', 'dynamodb:UpdateItem'], table.tableArn);
    grant(grantee, rows, progress.tableArn);
    grant(
      grantee,
      ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      this.ledger.tableArn,
    );
    this.grantTexts(grantee, ['s3:PutObject', 's3:DeleteObject']);
  }

  /** What cdk-nag finds in the role of a function with one of these grants, and why it is so. */
  get acknowledgements(): readonly Acknowledgment[] {
    const bucketId = Stack.of(this).getLogicalId(this.overflow.node.defaultChild as CfnBucket);
    return [
      {
        id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${OVERFLOW_PREFIX}*]`,
        reason: 'Each text gets a name of its own below this prefix.',
      },
    ];
  }

  /** Lets the grantee handle large texts. */
  grantTexts(grantee: IGrantable, actions: string[]): void {
    Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.overflow.arnForObjects(`${OVERFLOW_PREFIX}*`)],
    });
    // Without it, S3 answers 403 instead of 404 for a text that is gone.
    if (actions.includes('s3:GetObject'))
      Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.overflow.bucketArn] });
  }
}

function grant(grantee: IGrantable, actions: string[], resourceArn: string): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [resourceArn] });
}
