import { Match } from 'aws-cdk-lib/assertions';
import { templatesOf } from '../../support/synthesize.ts';

const { feed } = templatesOf('prod', { feed: { partitions: 12 } });
const { feed: local } = templatesOf('local', {
  auth: { issuer: 'http://127.0.0.1:9000', audience: 'millrace' },
});

describe('the indexer of the data feed', () => {
  it('reads the whole event stream, in order, and gives nothing up before it is 22 hours old', () => {
    feed.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'TRIM_HORIZON',
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 79_200,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FeedParking'), 'Arn'] } },
      },
    });
  });

  it('is told its tables, where to park, and how many partitions to make', () => {
    feed.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Environment: {
        Variables: {
          FEED_LOG_TABLE: { Ref: Match.stringLikeRegexp('^FeedTablesLog') },
          FEED_STATE_TABLE: { Ref: Match.stringLikeRegexp('^FeedTablesState') },
          PARKING_BUCKET: { Ref: Match.stringLikeRegexp('^FeedParking') },
          FEED_PARTITIONS: '12',
          STAGE: 'prod',
          POWERTOOLS_SERVICE_NAME: 'feed-indexer',
          POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
        },
      },
    });
  });
});

describe('the tables of the data feed', () => {
  const table = {
    KeySchema: Match.anyValue(),
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  };

  it('outlive their stack, and remove what has expired', () => {
    feed.allResources('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Retain' });
    feed.hasResourceProperties('AWS::DynamoDB::GlobalTable', table);
  });

  it('go with the stack on one machine', () => {
    local.allResources('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Delete' });
  });
});
