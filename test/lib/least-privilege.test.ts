import type { Template } from 'aws-cdk-lib/assertions';
import { SYNC_SETTING_NAMES } from '../../lambda/model/sync-settings.ts';
import { FULL_STAGE } from '../support/example-stages.ts';
import { pathOf, type Resource, resourcesOf, templatesOf } from '../support/synthesize.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

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
const FEED_STATE = 'FeedTables/State';
const FEED_LOG = 'FeedTables/Log';
const FEED_AUDIT = 'FeedAudit/AuditLog';
const DEPTHS = { 'dynamodb:Query': [CUSTOMERS, TRANSACTIONS, PROGRESS, SYNC_LEDGER] };

/** Exactly what each role may do, action by action, and on what. Whoever adds a grant adds it here, with a reason. */
const EXPECTED: Record<string, Record<string, string[]>> = {
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
    // Log delivery and X-Ray know no resources.
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
  },
  'Job/ScheduleRole': { 'states:StartExecution': [STATE_MACHINE] },
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
    ],
    'states:StopExecution': [
      'arn:<Partition>:states:<Region>:<AccountId>:execution:millrace-prod-data-sync:*',
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
  'FeedIndexer/Role': {
    ...BASIC,
    'kinesis:DescribeStream': ['EventStream/Stream'],
    'kinesis:DescribeStreamSummary': ['EventStream/Stream'],
    'kinesis:GetRecords': ['EventStream/Stream'],
    'kinesis:GetShardIterator': ['EventStream/Stream'],
    'kinesis:ListShards': ['EventStream/Stream'],
    'kms:Decrypt': ['EventStream/Key'],
    // Where partitions end, which events are known, how far readers have been told.
    'dynamodb:BatchGetItem': [FEED_LOG, FEED_STATE],
    // A page with its tail; the ends.
    'dynamodb:PutItem': [FEED_LOG],
    'dynamodb:UpdateItem': [FEED_LOG, FEED_STATE],
    // What is remembered of events.
    'dynamodb:BatchWriteItem': [FEED_LOG],
    's3:PutObject': ['FeedParking/Bucket/aws/lambda/*', 'FeedParking/Bucket/parked/*'],
    's3:ListBucket': ['FeedParking/Bucket'],
  },
  'FeedAdmin/ChangeSubscription/Role': {
    ...BASIC,
    'dynamodb:BatchGetItem': [FEED_STATE],
    // One transaction: the subscription, and the version that open connections look at.
    'dynamodb:PutItem': [FEED_STATE],
    'dynamodb:UpdateItem': [FEED_STATE],
  },
  'FeedAdmin/ReadAuditLog/Role': { ...BASIC, 'dynamodb:Query': [FEED_AUDIT] },
  'Feed/StreamFeed/Role': {
    ...BASIC,
    // Pages of the log, the ends, subscriptions.
    'dynamodb:BatchGetItem': ['FeedTables/Log', 'FeedTables/State'],
    'dynamodb:Query': ['FeedTables/Log'],
    // A load goes through all records.
    'dynamodb:Scan': [RECORDS],
    'dynamodb:BatchWriteItem': ['FeedAudit/AuditLog'],
  },
  // API Gateway's own role for logs: AWS asks for exactly its managed policy.
  'CommandApi/RestApi/CloudWatchRole': {},
};

const templates = templatesOf('prod', FULL_STAGE);
const roles = Object.assign({}, ...Object.values(templates).map(grantsOfRoles)) as typeof EXPECTED;

describe('the roles of a stage', () => {
  it('are these and no others', () => {
    expect(Object.keys(roles).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.keys(EXPECTED))('%s may do exactly what it needs', (role) => {
    expect(sorted(roles[role] ?? {})).toEqual(sorted(EXPECTED[role] ?? {}));
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
          /"Principal":\{"Service":"(lambda|scheduler|apigateway|states)\.amazonaws\.com"\}/,
        );
    }
  });
});

/** By role's construct path, what it may do on which resources, from policies of its own and attached ones. */
function grantsOfRoles(template: Template): Record<string, Record<string, string[]>> {
  const policies = resourcesOf(template, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties);
  return Object.fromEntries(
    resourcesOf(template, 'AWS::IAM::Role').map(([id, role]) => {
      const attached = policies.filter(({ Roles }) => JSON.stringify(Roles).includes(`"${id}"`));
      const own = (role.Properties.Policies ?? []) as Record<string, unknown>[];
      const documents = [...attached, ...own].map(({ PolicyDocument }) => PolicyDocument);
      const statements = (documents as { Statement: Statement[] }[]).flatMap(({ Statement }) => Statement);
      const path = pathOf(role);
      const ownLogGroup = path.replace(/Role$/, 'Logs');
      return [
        path,
        grantsOf(statements, (arn) => arnText(arn, template).replace(ownLogGroup, '<own log group>')),
      ];
    }),
  );
}

function grantsOf(
  statements: readonly Statement[],
  text: (arn: unknown) => string,
): Record<string, string[]> {
  const grants: Record<string, string[]> = {};
  for (const { Effect, Action, Resource, Condition } of statements) {
    expect({ Effect, Condition }).toEqual({ Effect: 'Allow', Condition: undefined });
    for (const action of [Action].flat()) {
      grants[action] = [...(grants[action] ?? []), ...[Resource].flat().map(text)];
    }
  }
  return grants;
}

/** An ARN of the template as the construct path that it stands for. */
function arnText(arn: unknown, template: Template): string {
  if (typeof arn === 'string') return arn;
  const {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
    'Fn::GetStackOutput': output,
  } = arn as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
    'Fn::Join'?: [string, unknown[]];
    'Fn::GetStackOutput'?: { OutputName: string };
  };
  if (join) return join[1].map((part) => arnText(part, template)).join(join[0]);
  if (output) return outputText(output.OutputName);
  if (ref?.startsWith('AWS::')) return `<${ref.slice(5)}>`;
  if (ref) return pathOf(template.toJSON().Resources[ref] as Resource);
  if (!attribute) throw new Error(`an ARN of unknown form: ${JSON.stringify(arn)}`);
  const resource = template.toJSON().Resources[attribute[0]] as Resource;
  return `${pathOf(resource)}${attribute[1] === 'StreamArn' ? ' stream' : ''}`;
}

/** What another stack gives out. */
function outputText(name: string): string {
  const giver = Object.values(templates).find((template) =>
    Object.hasOwn(template.toJSON().Outputs ?? {}, name),
  );
  if (giver === undefined) throw new Error(`no stack has the output ${name}`);
  return arnText(giver.toJSON().Outputs[name].Value, giver);
}

function sorted(grants: Record<string, string[]>): [string, string[]][] {
  return Object.entries(grants)
    .map(([action, resources]): [string, string[]] => [action, [...new Set(resources)].sort()])
    .sort(([a], [b]) => a.localeCompare(b));
}
