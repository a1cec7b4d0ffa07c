import { Duration, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { IMPORTS_TABLE, RESTART_DAYS } from '../../lambda/batch-import/contract.ts';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/**
 * Where files are put and their error reports are found, where an import keeps what it needs meanwhile, and how imports stand. The
 * construct ids are a contract.
 */
export class ImportPlaces extends Construct {
  /** Versions are on: what is put while a file is being imported is an import of its own. */
  readonly files: Bucket;
  readonly work: Bucket;
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { config }: { readonly config: AppConfig }) {
    super(scope, id);
    const shared = {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: lasting(config),
    };
    this.files = new Bucket(this, 'Files', {
      ...shared,
      versioned: true,
      lifecycleRules: [
        { noncurrentVersionExpiration: Duration.days(90), expiredObjectDeleteMarker: true },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    // The property of the construct would make a function and a role of their own to set it.
    if (this.files.node.defaultChild instanceof CfnBucket)
      this.files.node.defaultChild.notificationConfiguration = {
        eventBridgeConfiguration: { eventBridgeEnabled: true },
      };
    this.work = new Bucket(this, 'Work', {
      ...shared,
      // A day longer than they can be asked for.
      lifecycleRules: [{ expiration: Duration.days(RESTART_DAYS + 1) }],
    });
    for (const bucket of [this.files, this.work])
      Validations.of(bucket).acknowledge({
        id: 'AwsSolutions-S1',
        reason:
          'Who imported what is in the records and in the log; an access log would be a second bucket to guard for that.',
      });
    this.table = new TableV2(this, 'Imports', {
      billing: Billing.onDemand(),
      deletionProtection: !config.local,
      removalPolicy: lasting(config),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: !config.local },
      partitionKey: { name: IMPORTS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: IMPORTS_TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: IMPORTS_TABLE.timeToLiveAttribute,
    });
  }

  /** What a function of the import is told. */
  get environment(): Record<'IMPORTS_TABLE' | 'IMPORT_BUCKET' | 'WORK_BUCKET', string> {
    return {
      IMPORTS_TABLE: this.table.tableName,
      IMPORT_BUCKET: this.files.bucketName,
      WORK_BUCKET: this.work.bucketName,
    };
  }

  /** Lets the grantee find and read files that were put. */
  grantReadFiles(grantee: IGrantable): void {
    grant(grantee, ['s3:GetObject', 's3:GetObjectVersion'], this.files.arnForObjects('*'));
    // Without it, S3 answers 403 instead of 404 for a file that is not there.
    grant(grantee, ['s3:ListBucket'], this.files.bucketArn);
  }

  /** Lets the grantee put error reports beside the files, and remove them. */
  grantReport(grantee: IGrantable, suffix: string): void {
    grant(grantee, ['s3:PutObject', 's3:DeleteObject'], this.files.arnForObjects(`*${suffix}`));
  }

  /** Lets the grantee handle work files. */
  grantWork(grantee: IGrantable, actions: ('s3:GetObject' | 's3:PutObject')[]): void {
    grant(grantee, actions, this.work.arnForObjects('*'));
  }

  /** Lets the grantee do this with the entries of imports. */
  grantEntries(grantee: IGrantable, actions: `dynamodb:${string}`[]): void {
    grant(grantee, actions, this.table.tableArn);
  }
}

function grant(grantee: IGrantable, actions: string[], resourceArn: string): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [resourceArn] });
}
