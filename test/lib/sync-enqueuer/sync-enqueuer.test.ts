import { Match } from 'aws-cdk-lib/assertions';
import { templatesOf } from '../../support/synthesize.ts';

const { dataSync } = templatesOf('prod', {});
const { dataSync: local } = templatesOf('local', {
  auth: { issuer: 'http://127.0.0.1:9000', audience: 'millrace' },
});

describe('the enqueuer of data sync', () => {
  it('reads changes of customers and transactions only, in order, and gives none up before they are 22 hours old', () => {
    dataSync.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FilterCriteria: {
        Filters: [
          { Pattern: '{"dynamodb":{"Keys":{"_key":{"S":[{"prefix":"Customer#"}]}}}}' },
          { Pattern: '{"dynamodb":{"Keys":{"_key":{"S":[{"prefix":"Transaction#"}]}}}}' },
        ],
      },
      StartingPosition: 'TRIM_HORIZON',
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 79_200,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SyncParking'), 'Arn'] } },
      },
    });
  });

  it('is told the queues, where to park, and the setting that switches it', () => {
    dataSync.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Environment: {
        Variables: {
          CUSTOMER_PENDING_TABLE: { Ref: Match.stringLikeRegexp('^SyncTablesCustomerPending') },
          TRANSACTION_PENDING_TABLE: { Ref: Match.stringLikeRegexp('^SyncTablesTransactionPending') },
          PROGRESS_TABLE: { Ref: Match.stringLikeRegexp('^SyncTablesProgress') },
          DATA_SYNC_LEDGER_TABLE: { Ref: Match.stringLikeRegexp('^SyncTablesLedger') },
          OVERFLOW_BUCKET: { Ref: Match.stringLikeRegexp('^SyncTablesOverflow') },
          PARKING_BUCKET: { Ref: Match.stringLikeRegexp('^SyncParking') },
          DATA_SYNC_ENABLED_PARAMETER: { Ref: Match.stringLikeRegexp('^DataSyncEnabled') },
          STAGE: 'prod',
          POWERTOOLS_SERVICE_NAME: 'sync-enqueuer',
          POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
        },
      },
    });
  });

  it('is off until somebody switches it on, but on one machine', () => {
    const setting = (value: string, stage: string) => ({
      Name: `/millrace/${stage}/data-sync/DataSyncEnabled`,
      Type: 'String',
      Value: value,
    });
    dataSync.hasResourceProperties('AWS::SSM::Parameter', setting('false', 'prod'));
    local.hasResourceProperties('AWS::SSM::Parameter', setting('true', 'local'));
  });
});
