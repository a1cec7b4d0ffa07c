import { Match } from 'aws-cdk-lib/assertions';
import { templatesOf } from '../../support/synthesize.ts';

const { dataSync } = templatesOf('prod', {});

describe("data sync's queues", () => {
  it.each(['DATA_SYNC_CUST_PENDING_QUEUE', 'DATA_SYNC_TRN_PENDING_QUEUE', 'DATA_SYNC_PROGRESS_QUEUE'])(
    '%s has the name of the seed, and is keyed by lane and number',
    (name) => {
      dataSync.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
        TableName: `millrace-prod-${name}`,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'LANE', KeyType: 'HASH' },
          { AttributeName: 'NUMBER', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'LANE', AttributeType: 'N' },
          { AttributeName: 'NUMBER', AttributeType: 'N' },
        ],
        // A row that waits is never removed by time.
        TimeToLiveSpecification: Match.absent(),
        StreamSpecification: Match.absent(),
        GlobalSecondaryIndexes: Match.absent(),
      });
    },
  );

  it('have a ledger whose marks end by themselves', () => {
    dataSync.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TableName: 'millrace-prod-DATA_SYNC_LEDGER',
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      GlobalSecondaryIndexes: Match.absent(),
    });
  });

  it('put texts too large for a row into a bucket that is encrypted and never public, and forgets what a crash left', () => {
    dataSync.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.objectLike({
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      }),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 730 })]) },
    });
  });
});
