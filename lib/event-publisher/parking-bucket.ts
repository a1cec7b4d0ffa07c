import { type Acknowledgment, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { EventSourceMapping, IEventSourceDlq, IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/** Where the publisher puts single records that no stream takes. */
export const PARKED_PREFIX = 'parked/';
/** Where Lambda itself puts batches that it gave up (its choice, not ours). */
const ON_FAILURE_PREFIX = 'aws/lambda/';

/**
 * Records that could not be published, whole, until an operator has sent them again. Encrypted, TLS only, never public,
 * kept for a year. The construct ids are a contract.
 */
export class ParkingBucket extends Construct implements IEventSourceDlq {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      versioned: true,
      lifecycleRules: [
        { expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(30) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: lasting(props.config),
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the publisher writes and only operators read; an access log would be a second bucket to guard for that.',
    });
  }

  /** Lets the grantee put parked records, and do nothing else. */
  grantPark(grantee: IGrantable): Grant {
    return this.grantPut(grantee, PARKED_PREFIX);
  }

  /** Makes this the on-failure destination of an event source mapping; Lambda writes with the function's role. */
  bind(_mapping: EventSourceMapping, target: IFunction): { destination: string } {
    this.grantPut(target, ON_FAILURE_PREFIX);
    Grant.addToPrincipal({
      grantee: target,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
    });
    return { destination: this.bucket.bucketArn };
  }

  /** What cdk-nag finds in the role of a function that may do both, and why it is so. */
  get acknowledgements(): readonly Acknowledgment[] {
    const bucketId = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    return [PARKED_PREFIX, ON_FAILURE_PREFIX].map((prefix) => ({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${prefix}*]`,
      reason: 'Each parked object gets a name of its own below this prefix.',
    }));
  }

  private grantPut(grantee: IGrantable, prefix: string): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject'],
      resourceArns: [this.bucket.arnForObjects(`${prefix}*`)],
    });
  }
}
