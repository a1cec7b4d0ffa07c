import { Match, type Template } from 'aws-cdk-lib/assertions';
import { pathOf, resourcesOf, templatesOf } from '../../support/synthesize.ts';

const PLAIN = { name: 'warehouse', accountId: '222222222222', role: 'consumers/warehouse' };
const EVERYTHING = {
  name: 'analytics',
  accountId: '333333333333',
  role: 'arn:aws:iam::333333333333:role/analytics',
  assumeRole: true,
  externalId: 'analytics-7f3a91',
  enhancedFanOut: true,
};
const PLAIN_ARN = {
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:role/consumers/warehouse']],
};

function eventStreamOf(...readers: object[]): Template {
  return templatesOf('prod', { readers }).eventStream;
}

const both = eventStreamOf(PLAIN, EVERYTHING);
const none = eventStreamOf();

describe('a reader', () => {
  it('reads the stream by a policy on it, its own role only, and may not write', () => {
    eventStreamOf(PLAIN).hasResourceProperties('AWS::Kinesis::ResourcePolicy', {
      ResourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EventStream'), 'Arn'] },
      ResourcePolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: PLAIN_ARN },
            Action: [
              'kinesis:DescribeStream',
              'kinesis:DescribeStreamSummary',
              'kinesis:GetRecords',
              'kinesis:GetShardIterator',
              'kinesis:ListShards',
            ],
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EventStream'), 'Arn'] },
          },
        ],
      },
    });
  });

  it('may decrypt with the key of the stream, and use the key for nothing else', () => {
    expect(keyPolicyOf(both).slice(1)).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: expect.arrayContaining([EVERYTHING.role, PLAIN_ARN]) },
        Action: 'kms:Decrypt',
        Resource: '*',
      },
    ]);
  });

  it('gets a role to assume only where asked, for its own role with the external id', () => {
    expect(readerResources(eventStreamOf(PLAIN))).toEqual([]);
    both.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { AWS: EVERYTHING.role },
            Condition: { StringEquals: { 'sts:ExternalId': 'analytics-7f3a91' } },
          },
        ],
      },
    });
  });

  it('gets a fan-out consumer only where asked, that its own role may subscribe to', () => {
    both.hasResourceProperties('AWS::Kinesis::StreamConsumer', { ConsumerName: 'analytics' });
    const consumerArn = { 'Fn::GetAtt': [Match.stringLikeRegexp('Consumer'), 'ConsumerARN'] };
    both.hasResourceProperties('AWS::Kinesis::ResourcePolicy', {
      ResourceArn: consumerArn,
      ResourcePolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: EVERYTHING.role },
            Action: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
            Resource: consumerArn,
          },
        ],
      },
    });
  });

  it('keeps its resources when another is added before it or taken away', () => {
    const mine = readerResources(both).filter(([, path]) => path.startsWith('Reader-analytics'));
    expect(mine.length).toBeGreaterThan(0);
    expect(readerResources(eventStreamOf(EVERYTHING))).toEqual(mine);
  });

  it('is told in the outputs what it must know', () => {
    const { Value } = both.toJSON().Outputs.Readers;
    const text = (Value['Fn::Join'][1] as unknown[])
      .map((part) => (typeof part === 'string' ? part : '<set at deployment>'))
      .join('');
    expect(JSON.parse(text)).toEqual([
      {
        name: 'warehouse',
        accountId: '222222222222',
        readerRoleArn: 'arn:<set at deployment>:iam::222222222222:role/consumers/warehouse',
      },
      {
        name: 'analytics',
        accountId: '333333333333',
        readerRoleArn: EVERYTHING.role,
        roleArn: '<set at deployment>',
        externalId: 'analytics-7f3a91',
        consumerArn: '<set at deployment>',
      },
    ]);
  });
});

describe('without readers', () => {
  it('nobody outside the account is let in', () => {
    expect(resourcesOf(none, 'AWS::Kinesis::ResourcePolicy')).toEqual([]);
    expect(keyPolicyOf(none)).toHaveLength(1);
    expect(none.toJSON().Outputs.Readers.Value).toBe('[]');
  });
});

/** Logical id and path of everything that was made for a single reader. */
function readerResources(template: Template): [string, string][] {
  return resourcesOf(template)
    .map(([id, resource]): [string, string] => [id, pathOf(resource)])
    .filter(([, path]) => path.startsWith('Reader-'));
}

/** The statements of the stream key's policy; the first lets the account's own policies decide. */
function keyPolicyOf(template: Template): unknown[] {
  const policies = resourcesOf(template, 'AWS::KMS::Key').map(([, { Properties }]) => Properties.KeyPolicy);
  return (policies as { Statement: unknown[] }[]).flatMap(({ Statement }) => Statement);
}
