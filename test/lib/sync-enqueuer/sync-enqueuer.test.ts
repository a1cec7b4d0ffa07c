import { Match } from 'aws-cdk-lib/assertions';
import { templatesOf } from '../../support/synthesize.ts';

const { dataSync } = templatesOf('prod', {});

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
          CUSTOMER_PENDING_TABLE: { Ref: Match.stringLikeRegexp('^QueuesCustomerPending') },
          TRANSACTION_PENDING_TABLE: { Ref: Match.stringLikeRegexp('^QueuesTransactionPending') },
          PROGRESS_TABLE: { Ref: Match.stringLikeRegexp('^QueuesProgress') },
          DATA_SYNC_LEDGER_TABLE: { Ref: Match.stringLikeRegexp('^QueuesLedger') },
          OVERFLOW_BUCKET: { Ref: Match.stringLikeRegexp('^QueuesOverflow') },
          PARKING_BUCKET: { Ref: Match.stringLikeRegexp('^SyncParking') },
          DATA_SYNC_ENABLED_PARAMETER: '/millrace/prod/data-sync/DataSyncEnabled',
          STAGE: 'prod',
          POWERTOOLS_SERVICE_NAME: 'sync-enqueuer',
          POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
        },
      },
    });
  });
});
