import { Annotations, CfnResource } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-kinesis';
import type { IConstruct } from 'constructs';

interface Gap {
  readonly what: string;
  readonly concerns: (resource: CfnResource) => boolean;
  /** What is lost by leaving it out. */
  readonly consequence: string;
}

/** What the emulator (MiniStack) cannot take. Every other resource is deployed to it just as to AWS. */
export const EMULATOR_GAPS: readonly Gap[] = [
  {
    what: 'resource policies of Kinesis streams',
    concerns: (resource) => resource instanceof CfnResourcePolicy,
    consequence: 'the emulator enforces no policies: every account reads the stream',
  },
  {
    what: 'alarms on a metric expression',
    concerns: (resource) => resource instanceof CfnAlarm && resource.metrics !== undefined,
    consequence: 'nobody is alarmed on one machine',
  },
];

/** Takes out of the stacks what the emulator cannot take, and says so at synthesis. For the local stage only. */
export function leaveOutEmulatorGaps(scope: IConstruct): void {
  for (const construct of scope.node.findAll()) {
    if (!CfnResource.isCfnResource(construct)) continue;
    const gap = EMULATOR_GAPS.find(({ concerns }) => concerns(construct));
    if (gap === undefined) continue;
    Annotations.of(construct.stack).addInfo(
      `left out on one machine, for the emulator knows no ${gap.what} (${gap.consequence}): ${construct.node.path}`,
    );
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
  }
}
