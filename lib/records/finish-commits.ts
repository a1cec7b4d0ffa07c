import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import { grantFinish } from './record-access.ts';
import { type RecordTables, tablesEnvironment } from './record-tables.ts';

export interface FinishCommitsProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
}

/** Finishes, each minute, the large commits that a crash left journalled. */
export class FinishCommits extends ServiceFunction {
  constructor(scope: Construct, id: string, props: FinishCommitsProps) {
    const { config, tables } = props;
    super(scope, id, {
      config,
      entry: 'records/finish-commits.handler.ts',
      service: 'records',
      description: 'Finishes the large commits that a crash left in the middle',
      environment: tablesEnvironment(tables),
      memoryMb: 512,
      timeout: Duration.seconds(55),
    });
    grantFinish(tables, this);
    this.scheduleEachMinute();
  }

  private scheduleEachMinute(): void {
    const { functionArn } = this.function;
    // The schedule construct's own role could also invoke every version and alias (`…:*`).
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: {
        Invoke: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] })],
        }),
      },
    });
    new CfnSchedule(this, 'Schedule', {
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      // The next minute's run does what this one did not.
      target: {
        arn: functionArn,
        roleArn: role.roleArn,
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
  }
}
