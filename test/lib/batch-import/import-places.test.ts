import { Match } from 'aws-cdk-lib/assertions';
import { FULL_STAGE } from '../../support/example-stages.ts';
import { pathOf, resourcesOf, templatesOf } from '../../support/synthesize.ts';

const { batchImport: template } = templatesOf('prod', FULL_STAGE);

describe('the import bucket', () => {
  it('keeps versions, and tells EventBridge of each file', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      },
    });
  });

  it('is private and encrypted, as is the bucket of the work files, which forgets', () => {
    const buckets = resourcesOf(template, 'AWS::S3::Bucket');
    expect(buckets.map(([, bucket]) => pathOf(bucket))).toEqual([
      'Import/Places/Files',
      'Import/Places/Work',
    ]);
    for (const [, { Properties }] of buckets)
      expect(Properties).toMatchObject({
        BucketEncryption: expect.anything(),
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      });
    expect(buckets[1]?.[1].Properties.LifecycleConfiguration).toMatchObject({
      Rules: [{ ExpirationInDays: 15, Status: 'Enabled' }],
    });
  });
});

describe('a file that is put', () => {
  it('starts the state machine, but for error reports; what cannot be started is tried for a day', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [{ Ref: Match.stringLikeRegexp('Files') }] },
          object: { key: [{ 'anything-but': { suffix: '.errors.jsonl' } }] },
        },
      },
      Targets: [
        Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 } }),
      ],
    });
  });
});

describe('the imports table', () => {
  it('can be restored, and forgets imports after a while', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      Replicas: [
        Match.objectLike({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ],
    });
  });
});
