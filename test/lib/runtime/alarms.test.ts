import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { FULL_STAGE } from '../../support/example-stages.ts';
import { pathOf, resourcesOf, type Templates, templatesOf } from '../../support/synthesize.ts';

const RUNBOOK = readFileSync(path.join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
/** As GitHub makes them from headings. */
const ANCHORS = [...RUNBOOK.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-'),
);

const templates = templatesOf('prod', FULL_STAGE);
const alarms = alarmsOf(templates);

describe('alarms', () => {
  it('are there for what must not go unnoticed', () => {
    expect(alarms.map(({ name }) => name).sort()).toEqual([
      'ApiAlarms/Failing',
      'ApiAlarms/Slow',
      'ApiAlarms/TokensUnchecked',
      'DataSyncAlarms/CustomersBehind',
      'DataSyncAlarms/DeliveriesFailing',
      'DataSyncAlarms/Parked',
      'DataSyncAlarms/ProgressBehind',
      'DataSyncAlarms/RunsFailed',
      'DataSyncAlarms/TokenErrors',
      'DataSyncAlarms/TransactionsBehind',
      'DataSyncAlarms/Unwatched',
      'EnqueuerAlarms/BatchesParked',
      'EnqueuerAlarms/Behind',
      'EnqueuerAlarms/ChangesParked',
      'EnqueuerAlarms/Failing',
      'EnqueuerAlarms/ParkingFailed',
      'EnqueuerAlarms/Throttled',
      'FeedAlarms/AuditFailing',
      'FeedAlarms/Failing',
      'FeedAlarms/Throttled',
      'ImportAlarms/ImportsFailed',
      'ImportAlarms/RecordFaults',
      'ImportAlarms/StartsFailed',
      'IndexerAlarms/BatchesParked',
      'IndexerAlarms/Behind',
      'IndexerAlarms/EventsParked',
      'IndexerAlarms/Failing',
      'IndexerAlarms/NotLogged',
      'IndexerAlarms/ParkingFailed',
      'IndexerAlarms/Throttled',
      'PublisherAlarms/BatchesParked',
      'PublisherAlarms/Behind',
      'PublisherAlarms/EventsParked',
      'PublisherAlarms/Failing',
      'PublisherAlarms/ParkingFailed',
      'PublisherAlarms/ReaderBehind',
      'PublisherAlarms/Silent',
      'PublisherAlarms/StreamFailing',
      'PublisherAlarms/StreamThrottled',
      'PublisherAlarms/Throttled',
      'RecordsAlarms/FinishCommitsFailing',
      'RecordsAlarms/FinishCommitsSilent',
      'RecordsAlarms/WritesThrottled',
      'TasksAlarms/RunsFailed',
      'TasksAlarms/SegmentsNotValid',
    ]);
  });

  it.each(alarms)('$name leads to a section of the runbook', ({ properties }) => {
    const [, anchor] = /docs\/runbook\.md#([\w-]+)$/.exec(String(properties.AlarmDescription)) ?? [];
    expect(ANCHORS).toContain(anchor);
  });

  it('are all that the runbook’s first part has sections for', () => {
    const linked = alarms.map(
      ({ properties }) => /#([\w-]+)$/.exec(String(properties.AlarmDescription))?.[1],
    );
    const [firstPart = ''] = RUNBOOK.split(/^## Sending parked/m);
    const sections = [...firstPart.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(sections.sort()).toEqual([...new Set(linked)].sort());
  });

  it('tell when it begins and when it is over', () => {
    for (const { properties } of alarms) {
      expect(properties.AlarmActions).toHaveLength(1);
      expect(properties.OKActions).toEqual(properties.AlarmActions);
    }
  });

  it('tell nobody, and cost no key, where nobody is configured', () => {
    const quiet = templatesOf('prod', { ...FULL_STAGE, alarms: {} });
    for (const { properties } of alarmsOf(quiet)) expect(properties.AlarmActions).toBeUndefined();
    expect(resourcesOf(quiet.records, 'AWS::SNS::Topic')).toEqual([]);
    expect(resourcesOf(quiet.records, 'AWS::KMS::Key')).toEqual([]);
  });

  it('go to the topic that is configured', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:123456789012:pager';
    for (const { properties } of alarmsOf(templatesOf('prod', { ...FULL_STAGE, alarms: { topicArn } }))) {
      expect(properties.AlarmActions).toEqual([topicArn]);
    }
  });

  it('count silence as bad where somebody should always be heard', () => {
    const breaching = alarms.filter(({ properties }) => properties.TreatMissingData === 'breaching');
    expect(breaching.map(({ name }) => name)).toEqual([
      'RecordsAlarms/FinishCommitsSilent',
      'DataSyncAlarms/Unwatched',
    ]);
  });
});

describe('the alarm topic', () => {
  const [, topic] = resourcesOf(templates.records, 'AWS::SNS::Topic')[0] ?? [];

  it('is encrypted with a key that CloudWatch may use, and for nothing else', () => {
    expect(topic?.Properties.KmsMasterKeyId).toBeDefined();
    templates.records.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: [
          {
            Action: 'kms:*',
            Effect: 'Allow',
            Resource: '*',
            Principal: {
              AWS: {
                'Fn::Join': [
                  '',
                  ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root'],
                ],
              },
            },
          },
          {
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Effect: 'Allow',
            Resource: '*',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          },
        ],
      },
    });
  });

  it('takes messages of the alarms of this account, and only over TLS', () => {
    templates.records.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      }),
    });
  });

  it('sends to the configured address', () => {
    templates.records.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'operations@example.com',
    });
  });
});

function alarmsOf(all: Templates): { name: string; properties: Record<string, unknown> }[] {
  return Object.values(all)
    .flatMap((template) => resourcesOf(template, 'AWS::CloudWatch::Alarm'))
    .map(([, alarm]) => ({ name: pathOf(alarm), properties: alarm.Properties }));
}
