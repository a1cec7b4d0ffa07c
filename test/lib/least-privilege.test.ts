import { SYNC_SETTING_NAMES } from '../../lambda/model/sync-settings.ts';
import { FULL_STAGE } from '../support/example-stages.ts';
import { type Grants, grantsOfRoles, sortedGrants } from '../support/role-grants.ts';
import { pathOf, resourcesOf, templatesOf } from '../support/synthesize.ts';
import { importGrants } from './batch-import/import-grants.ts';
import { feedGrants } from './feed/feed-grants.ts';

const RECORDS = 'Tables/Records';
const LEDGER = 'Tables/Ledger';

/** To end a large commit that was left in the middle: nobody removes a record, so DeleteItem is for the ledger only. */
const SETTLE = {
  'dynamodb:BatchGetItem': [LEDGER],
  'dynamodb:BatchWriteItem': [LEDGER],
  'dynamodb:DeleteItem': [LEDGER],
  'dynamodb:PutItem': [LEDGER, RECORDS],
  'dynamodb:Query': [LEDGER],
  'dynamodb:UpdateItem': [LEDGER, RECORDS],
};
/** A reader that meets such a commit ends it. */
const QUERY = { ...SETTLE, 'dynamodb:BatchGetItem': [LEDGER, RECORDS], 'dynamodb:Query': [LEDGER, RECORDS] };
const COMMIT = { ...QUERY, 'dynamodb:ConditionCheckItem': [LEDGER] };

/** Every Lambda function has these, and they are no grant of data. */
const BASIC = {
  'logs:CreateLogStream': ['<own log group>'],
  'logs:PutLogEvents': ['<own log group>'],
  // The one wildcard: X-Ray's two actions know no resources.
  'xray:PutTelemetryRecords': ['*'],
  'xray:PutTraceSegments': ['*'],
};

const CUSTOMERS = 'SyncTables/CustomerPending';
const TRANSACTIONS = 'SyncTables/TransactionPending';
const PROGRESS = 'SyncTables/Progress';
const SYNC_LEDGER = 'SyncTables/Ledger';
const TEXTS = 'SyncTables/Overflow/rows/*';
const SECRETS = ['Secrets/ce_credentials', 'Secrets/other_credentials'];
const STATE_MACHINE = 'Job/StateMachine';
const SETTINGS = SYNC_SETTING_NAMES.map(
  (name) => `arn:<Partition>:ssm:<Region>:<AccountId>:parameter/millrace/prod/data-sync/${name}`,
);
const READ_SETTINGS = { 'ssm:GetParameters': SETTINGS };
const READ_SECRETS = { 'secretsmanager:GetSecretValue': SECRETS };
/** Leases and the job monitor. */
const RUN = { 'dynamodb:GetItem': [SYNC_LEDGER], 'dynamodb:UpdateItem': [SYNC_LEDGER] };
/** Texts are read and removed; without the right to list, S3 says 403 of what is not there. */
const LARGE_TEXTS = {
  's3:GetObject': [TEXTS],
  's3:DeleteObject': [TEXTS],
  's3:ListBucket': ['SyncTables/Overflow'],
};
const DEPTHS = { 'dynamodb:Query': [CUSTOMERS, TRANSACTIONS, PROGRESS, SYNC_LEDGER] };

/** Log delivery and X-Ray of a state machine, which know no resources. */
const STATES_LOGS = {
  'logs:CreateLogDelivery': ['*'],
  'logs:DeleteLogDelivery': ['*'],
  'logs:DescribeLogGroups': ['*'],
  'logs:DescribeResourcePolicies': ['*'],
  'logs:GetLogDelivery': ['*'],
  'logs:ListLogDeliveries': ['*'],
  'logs:PutResourcePolicy': ['*'],
  'logs:UpdateLogDelivery': ['*'],
  'xray:GetSamplingRules': ['*'],
  'xray:GetSamplingTargets': ['*'],
  'xray:PutTelemetryRecords': ['*'],
  'xray:PutTraceSegments': ['*'],
};

/** Exactly what each role may do, action by action, and on what. Whoever adds a grant adds it here, with a reason. */
const EXPECTED: Readonly<Record<string, Grants>> = {
  'FinishCommits/Role': {
    ...BASIC,
    ...SETTLE,
    'dynamodb:Query': [LEDGER, `${LEDGER}/index/unfinished`],
  },
  'FinishCommits/ScheduleRole': { 'lambda:InvokeFunction': ['FinishCommits/Function'] },
  'EventPublisher/Role': {
    ...BASIC,
    'dynamodb:DescribeStream': ['Tables/Records stream'],
    'dynamodb:GetRecords': ['Tables/Records stream'],
    'dynamodb:GetShardIterator': ['Tables/Records stream'],
    'dynamodb:ListStreams': ['Tables/Records stream'],
    'kinesis:PutRecords': ['EventStream/Stream'],
    'kms:GenerateDataKey': ['EventStream/Key'],
    // Object names differ; nothing else in the bucket can be written.
    's3:PutObject': ['Parking/Bucket/aws/lambda/*', 'Parking/Bucket/parked/*'],
    // Lambda asks for it before it writes to an on-failure bucket.
    's3:ListBucket': ['Parking/Bucket'],
  },
  'SyncEnqueuer/Role': {
    ...BASIC,
    'dynamodb:DescribeStream': ['Tables/Records stream'],
    'dynamodb:GetRecords': ['Tables/Records stream'],
    'dynamodb:GetShardIterator': ['Tables/Records stream'],
    'dynamodb:ListStreams': ['Tables/Records stream'],
    'dynamodb:BatchGetItem': [CUSTOMERS, TRANSACTIONS, PROGRESS, SYNC_LEDGER],
    'dynamodb:PutItem': [CUSTOMERS, TRANSACTIONS, SYNC_LEDGER],
    'dynamodb:UpdateItem': [CUSTOMERS, TRANSACTIONS, SYNC_LEDGER],
    // A deleted customer's rows leave both queues.
    'dynamodb:DeleteItem': [CUSTOMERS, TRANSACTIONS, PROGRESS],
    'ssm:GetParameter': ['arn:<Partition>:ssm:<Region>:<AccountId>:parameterDataSyncEnabled'],
    's3:PutObject': ['SyncParking/Bucket/aws/lambda/*', 'SyncParking/Bucket/parked/*', TEXTS],
    // A text whose row is gone.
    's3:DeleteObject': [TEXTS],
    's3:ListBucket': ['SyncParking/Bucket'],
  },
  'Reader-analytics/Role': {
    'kinesis:DescribeStream': ['EventStream/Stream'],
    'kinesis:DescribeStreamSummary': ['EventStream/Stream'],
    'kinesis:GetRecords': ['EventStream/Stream'],
    'kinesis:GetShardIterator': ['EventStream/Stream'],
    'kinesis:ListShards': ['EventStream/Stream'],
    'kinesis:DescribeStreamConsumer': ['Reader-analytics/Consumer'],
    'kinesis:SubscribeToShard': ['Reader-analytics/Consumer'],
    'kms:Decrypt': ['EventStream/Key'],
  },
  'Authorization/Authorize/Role': BASIC,
  'Orders/SubmitOrders/Role': { ...BASIC, ...COMMIT },
  'Orders/QueryOrders/Role': { ...BASIC, ...QUERY },
  'Catalog/ChangeCatalog/Role': { ...BASIC, ...COMMIT },
  'Services/CallService/Role': { ...BASIC, ...COMMIT },
  'Services/ReadCustomer/Role': { ...BASIC, ...QUERY },
  'Services/KeepSegments/Role': { ...BASIC, ...COMMIT },
  'Accounts/ManageAccounts/Role': { ...BASIC, ...COMMIT },
  'Job/AcquireLease/Role': { ...BASIC, ...RUN, ...READ_SETTINGS },
  'Job/ReleaseLease/Role': { ...BASIC, ...RUN },
  'Job/DrainLanes/Role': {
    ...BASIC,
    ...RUN,
    ...READ_SETTINGS,
    ...READ_SECRETS,
    ...LARGE_TEXTS,
    'dynamodb:BatchGetItem': [CUSTOMERS, TRANSACTIONS, PROGRESS],
    'dynamodb:DeleteItem': [CUSTOMERS, TRANSACTIONS, PROGRESS],
    'dynamodb:Query': [CUSTOMERS, TRANSACTIONS, PROGRESS],
    // Rows move to the progress queue, or are parked in the ledger.
    'dynamodb:PutItem': [PROGRESS, SYNC_LEDGER],
  },
  'Job/Role': {
    'lambda:InvokeFunction': [
      'Job/AcquireLease/Function',
      'Job/DrainLanes/Function',
      'Job/ReleaseLease/Function',
    ],
    // A run that would fill the history goes on in another execution of the same state machine.
    'states:StartExecution': [
      'arn:<Partition>:states:<Region>:<AccountId>:stateMachine:millrace-prod-data-sync',
    ],
    ...STATES_LOGS,
  },
  'Job/ScheduleRole': { 'states:StartExecution': [STATE_MACHINE] },
  // Reads segments, and ends the large commits that it meets.
  'Tasks/BeginTask/Role': {
    ...BASIC,
    ...QUERY,
    'dynamodb:GetItem': [SYNC_LEDGER],
    'dynamodb:Query': [LEDGER, RECORDS, `${RECORDS}/index/listed`],
    'dynamodb:UpdateItem': [LEDGER, RECORDS, SYNC_LEDGER],
  },
  // The one that goes through all records.
  'Tasks/WalkCustomers/Role': {
    ...BASIC,
    ...COMMIT,
    'dynamodb:GetItem': [SYNC_LEDGER],
    'dynamodb:Query': [LEDGER, RECORDS, `${RECORDS}/index/listed`],
    'dynamodb:Scan': [RECORDS],
    'dynamodb:UpdateItem': [LEDGER, RECORDS, SYNC_LEDGER],
  },
  'Tasks/EndTask/Role': {
    ...BASIC,
    ...COMMIT,
    'dynamodb:GetItem': [SYNC_LEDGER],
    'dynamodb:UpdateItem': [LEDGER, RECORDS, SYNC_LEDGER],
  },
  'Tasks/Job/Role': {
    'lambda:InvokeFunction': [
      'Tasks/BeginTask/Function',
      'Tasks/WalkCustomers/Function',
      'Tasks/EndTask/Function',
    ],
    ...STATES_LOGS,
  },
  'Tasks/ScheduleRole': { 'states:StartExecution': ['Tasks/Job/StateMachine'] },
  'Tasks/RunTask/Role': {
    ...BASIC,
    ...RUN,
    'dynamodb:Query': [SYNC_LEDGER],
    'states:StartExecution': ['Tasks/Job/StateMachine'],
  },
  'QueueWatch/Role': { ...BASIC, ...DEPTHS },
  'QueueWatch/ScheduleRole': { 'lambda:InvokeFunction': ['QueueWatch/Function'] },
  'Admin/Configure/Role': {
    ...BASIC,
    ...READ_SETTINGS,
    'ssm:PutParameter': SETTINGS,
    'ssm:DeleteParameters': SETTINGS,
  },
  'Admin/SaveCredentials/Role': {
    ...BASIC,
    ...READ_SETTINGS,
    ...READ_SECRETS,
    'secretsmanager:PutSecretValue': SECRETS,
    'secretsmanager:UpdateSecretVersionStage': SECRETS,
  },
  'Admin/SendSampleMessage/Role': { ...BASIC, ...READ_SETTINGS, ...READ_SECRETS },
  'Admin/ReadQueues/Role': { ...BASIC, ...DEPTHS },
  'Admin/RunDataSync/Role': {
    ...BASIC,
    ...RUN,
    'dynamodb:Query': [SYNC_LEDGER],
    'states:StartExecution': [STATE_MACHINE],
    'states:DescribeExecution': [
      'arn:<Partition>:states:<Region>:<AccountId>:execution:millrace-prod-data-sync:*',
      'arn:<Partition>:states:<Region>:<AccountId>:execution:millrace-prod-scheduled-tasks:*',
    ],
    'states:StopExecution': [
      'arn:<Partition>:states:<Region>:<AccountId>:execution:millrace-prod-data-sync:*',
      'arn:<Partition>:states:<Region>:<AccountId>:execution:millrace-prod-scheduled-tasks:*',
    ],
  },
  'Admin/RedriveParked/Role': {
    ...BASIC,
    ...LARGE_TEXTS,
    'dynamodb:BatchGetItem': [SYNC_LEDGER],
    'dynamodb:DeleteItem': [SYNC_LEDGER],
    'dynamodb:PutItem': [CUSTOMERS, TRANSACTIONS, SYNC_LEDGER],
    'dynamodb:Query': [SYNC_LEDGER],
    'dynamodb:UpdateItem': [SYNC_LEDGER],
  },
  ...feedGrants(BASIC),
  ...importGrants({ basic: BASIC, commit: COMMIT }),
  // API Gateway's own role for logs: AWS asks for exactly its managed policy.
  'CommandApi/RestApi/CloudWatchRole': {},
};

const templates = templatesOf('prod', FULL_STAGE);
const roles = grantsOfRoles(templates);

describe('the roles of a stage', () => {
  it('are these and no others', () => {
    expect(Object.keys(roles).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.keys(EXPECTED))('%s may do exactly what it needs', (role) => {
    expect(sortedGrants(roles[role] ?? {})).toEqual(sortedGrants(EXPECTED[role] ?? {}));
  });

  it('have no managed policy, but the one that API Gateway asks for', () => {
    const managed = Object.values(templates)
      .flatMap((template) => resourcesOf(template, 'AWS::IAM::Role'))
      .filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined)
      .map(([, role]) => pathOf(role));
    expect(managed).toEqual(['CommandApi/RestApi/CloudWatchRole']);
  });

  it('are assumed by a service, or by a reader that shows its external id', () => {
    const trusts = Object.values(templates)
      .flatMap((template) => resourcesOf(template, 'AWS::IAM::Role'))
      .map(([, role]) => [pathOf(role), JSON.stringify(role.Properties.AssumeRolePolicyDocument)] as const);
    for (const [role, trust] of trusts) {
      if (role === 'Reader-analytics/Role') expect(trust).toContain('{"sts:ExternalId":"analytics-7f3a91"}');
      else
        expect(trust).toMatch(
          /"Principal":\{"Service":"(lambda|scheduler|apigateway|states|events)\.amazonaws\.com"\}/,
        );
    }
  });
});
