import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FULL_STAGE } from '../support/example-stages.ts';
import { CDK_CONTEXT, pathOf, resourcesOf, synthesize, templatesOf } from '../support/synthesize.ts';

/**
 * Construct paths of what holds data, by stack. They are a contract: under another path CloudFormation would make a new, empty
 * resource, and leave the old one behind. Add to the list; change nothing in it.
 */
const STATEFUL = {
  records: { 'Tables/Records': 'AWS::DynamoDB::GlobalTable', 'Tables/Ledger': 'AWS::DynamoDB::GlobalTable' },
  eventStream: {
    'EventStream/Key': 'AWS::KMS::Key',
    'EventStream/Stream': 'AWS::Kinesis::Stream',
    'Parking/Bucket': 'AWS::S3::Bucket',
  },
  dataSync: {
    'SyncTables/CustomerPending': 'AWS::DynamoDB::GlobalTable',
    'SyncTables/TransactionPending': 'AWS::DynamoDB::GlobalTable',
    'SyncTables/Progress': 'AWS::DynamoDB::GlobalTable',
    'SyncTables/Ledger': 'AWS::DynamoDB::GlobalTable',
    'SyncTables/Overflow': 'AWS::S3::Bucket',
    'SyncParking/Bucket': 'AWS::S3::Bucket',
    'Secrets/ce_credentials': 'AWS::SecretsManager::Secret',
  },
  feed: {
    'FeedTables/Log': 'AWS::DynamoDB::GlobalTable',
    'FeedTables/State': 'AWS::DynamoDB::GlobalTable',
    'FeedAudit/AuditLog': 'AWS::DynamoDB::GlobalTable',
  },
  api: { 'Authorization/TokenIssuer/Pool': 'AWS::Cognito::UserPool' },
} as const;

const stateful = Object.entries(STATEFUL).flatMap(([stack, paths]) =>
  Object.entries(paths).map(([path, type]) => ({ stack: stack as keyof typeof STATEFUL, path, type })),
);
const minimal = templatesOf('prod', {});
const local = templatesOf('local', { auth: { issuer: 'http://127.0.0.1:9000', audience: 'millrace' } });

describe('what holds data', () => {
  it.each(stateful)(
    '$path is where it has always been, and stays when its stack goes',
    ({ stack, path, type }) => {
      const [, resource] =
        resourcesOf(minimal[stack], type).find(([, found]) => pathOf(found) === path) ?? [];
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    },
  );

  it('goes with its stack on the local stage', () => {
    for (const { stack, path, type } of stateful) {
      for (const [, resource] of resourcesOf(local[stack], type)) {
        if (pathOf(resource) === path) expect(resource.DeletionPolicy).toBe('Delete');
      }
    }
  });

  it('is told apart by stage, so that two stages can live in one account', () => {
    const other = templatesOf('test', {});
    const fixedNames =
      /"(TableName|BucketName|StreamName|FunctionName|RoleName|LogGroupName|TopicName|StateMachineName|SecretName)":"(?![^"]*millrace[-/]test[-/])/;
    for (const template of Object.values(other)) {
      const { Resources } = template.toJSON() as { Resources: Record<string, { Properties: object }> };
      for (const { Properties } of Object.values(Resources)) {
        expect(JSON.stringify(Properties)).not.toMatch(fixedNames);
        expect(JSON.stringify(Properties)).not.toContain('millrace-prod');
      }
    }
  });
});

describe('the stacks', () => {
  it('bear the name of the stage', () => {
    const { stacks } = synthesize('prod', {});
    expect(Object.values(stacks).map(({ stackName }) => stackName)).toEqual([
      'millrace-prod-records',
      'millrace-prod-event-stream',
      'millrace-prod-data-sync',
      'millrace-prod-feed',
      'millrace-prod-import',
      'millrace-prod-api',
      'millrace-prod-operations',
    ]);
  });

  it('give the outputs that others rely on', () => {
    const outputs = Object.values(minimal).flatMap((template) =>
      Object.keys(template.toJSON().Outputs ?? {}),
    );
    expect(outputs).toEqual(
      expect.arrayContaining([
        'RecordsTable',
        'LedgerTable',
        'EventStream',
        'EventStreamArn',
        'ParkingBucket',
        'Readers',
        'ApiUrl',
        'DataSyncJobArn',
        'CustomerPendingTable',
        'TransactionPendingTable',
        'ProgressTable',
        'DataSyncSecret',
        'TokenUrl',
        'OrderingClientId',
      ]),
    );
  });

  it('are deployed anywhere unless the stage says where', () => {
    const { stacks } = synthesize('prod', {});
    expect(stacks.records.environment).toBe('aws://unknown-account/unknown-region');
    const pinned = synthesize('prod', { account: '123456789012', region: 'eu-west-1' });
    expect(pinned.stacks.records.environment).toBe('aws://123456789012/eu-west-1');
  });

  it.each([
    ['every setting', FULL_STAGE],
    ['no setting', {}],
  ])('are found faultless by cdk-nag, with %s', (_, content) => {
    const { app } = synthesize('prod', content);
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });

  it('are found faultless by the rules of CloudFormation', () => {
    process.env.CDK_VALIDATION = 'true';
    expect(() => synthesize('prod', FULL_STAGE).app.synth()).not.toThrow();
    process.env.CDK_VALIDATION = 'false';
  });

  it('are made with every feature flag as the CDK recommends', () => {
    const flags = createRequire(import.meta.url).resolve('aws-cdk-lib/recommended-feature-flags.json');
    expect(CDK_CONTEXT).toEqual(JSON.parse(readFileSync(flags, 'utf8')));
  });
});
