import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { FULL_STAGE } from '../support/example-stages.ts';
import { pathOf, resourcesOf, synthesize, templatesOf } from '../support/synthesize.ts';

const CONTENT = {
  ...FULL_STAGE,
  readers: [{ name: 'warehouse', accountId: '222222222222', role: 'stream-reader' }],
};
const LEFT_OUT = [
  'AWS::CloudWatch::Alarm ApiAlarms/Slow',
  'AWS::CloudWatch::Alarm PublisherAlarms/Silent',
  'AWS::CloudWatch::Alarm RecordsAlarms/FinishCommitsSilent',
  'AWS::Kinesis::ResourcePolicy EventStream/Stream/Policy',
];

function resourcesOfAll(stage: string): string[] {
  return Object.values(templatesOf(stage, CONTENT))
    .flatMap((template) => resourcesOf(template))
    .map(([, resource]) => `${resource.Type} ${pathOf(resource)}`)
    .sort();
}

describe('the local stage', () => {
  it('leaves out what the emulator cannot take, and is else what goes to AWS', () => {
    const onAws = resourcesOfAll('prod');
    expect(resourcesOfAll('local')).toEqual(onAws.filter((resource) => !LEFT_OUT.includes(resource)));
    expect(onAws).toEqual(expect.arrayContaining(LEFT_OUT));
  });

  it('says at synthesis what it leaves out', () => {
    const { eventStream, records } = synthesize('local', CONTENT).stacks;
    const policies = Match.stringLikeRegexp(
      'no resource policies of Kinesis streams .*EventStream/Stream/Policy',
    );
    const alarms = Match.stringLikeRegexp('no alarms on a metric expression .*FinishCommitsSilent');
    Annotations.fromStack(eventStream).hasInfo('*', policies);
    Annotations.fromStack(records).hasInfo('*', alarms);
  });

  it('is the only one that leaves anything out', () => {
    const { eventStream } = synthesize('prod', CONTENT).stacks;
    expect(Annotations.fromStack(eventStream).findInfo('*', Match.anyValue())).toEqual([]);
  });
});
