import { Match } from 'aws-cdk-lib/assertions';
import { FULL_STAGE } from '../../support/example-stages.ts';
import { templatesOf } from '../../support/synthesize.ts';

const { eventStream: full } = templatesOf('prod', FULL_STAGE);
const { eventStream: minimal } = templatesOf('prod', {});

describe('the event stream', () => {
  it('keeps events for 24 hours under a key of our own that is renewed', () => {
    full.hasResourceProperties('AWS::Kinesis::Stream', {
      RetentionPeriodHours: 24,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: { 'Fn::GetAtt': Match.arrayWith(['Arn']) } },
    });
    full.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  it('has the shards and the record size of the configuration', () => {
    full.hasResourceProperties('AWS::Kinesis::Stream', {
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      ShardCount: 3,
      MaxRecordSizeInKiB: 2048,
    });
  });

  it('grows by itself without any setting, and takes records of 1 MiB', () => {
    minimal.hasResourceProperties('AWS::Kinesis::Stream', {
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      ShardCount: Match.absent(),
      MaxRecordSizeInKiB: 1024,
    });
  });
});

describe('the event publisher', () => {
  it('is told the stream, the form of events, the largest record, where to park, and its stage', () => {
    full.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      Environment: {
        Variables: {
          EVENT_STREAM: { Ref: Match.stringLikeRegexp('^EventStream') },
          EVENT_FORMAT: 'cloudevents',
          EVENT_SOURCE: 'millrace/prod',
          MAX_RECORD_BYTES: '2097152',
          PARKING_BUCKET: { Ref: Match.stringLikeRegexp('^ParkingBucket') },
          STAGE: 'prod',
          POWERTOOLS_SERVICE_NAME: 'event-publisher',
          POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
        },
      },
    });
  });

  it('reads all changes from the first on, in order, and gives none up before they are 22 hours old', () => {
    minimal.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 200,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 79_200,
      FilterCriteria: Match.absent(),
      MetricsConfig: { Metrics: ['EventCount'] },
    });
  });

  it('parks whole batches in the parking bucket, for only S3 gets the records themselves', () => {
    minimal.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ParkingBucket'), 'Arn'] } },
      },
    });
  });
});

describe('the parking bucket', () => {
  it('is encrypted, versioned and never public', () => {
    minimal.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.objectLike({
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      }),
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it('keeps what is parked for a year', () => {
    minimal.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 365, Status: 'Enabled' })]),
      },
    });
  });

  it.each([
    ['without TLS', { Bool: { 'aws:SecureTransport': 'false' } }],
    ['with TLS older than 1.2', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
  ])('refuses everybody %s', (_, Condition) => {
    minimal.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition }),
        ]),
      },
    });
  });
});
