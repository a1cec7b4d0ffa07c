import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RunbookAlarm } from '../runtime/alarms.ts';
import type { TasksMetrics } from './tasks-metrics.ts';

export interface TasksAlarmsProps {
  readonly metrics: TasksMetrics;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about the scheduled tasks. */
export class TasksAlarms extends Construct {
  constructor(scope: Construct, id: string, { metrics, action }: TasksAlarmsProps) {
    super(scope, id);
    new RunbookAlarm(this, 'RunsFailed', {
      meaning: 'Runs of scheduled tasks fail.',
      runbook: 'scheduled-tasks-failed',
      metric: metrics.runsFailed,
      action,
    });
    new RunbookAlarm(this, 'SegmentsNotValid', {
      meaning: 'Scheduled tasks leave segments alone that are not valid.',
      runbook: 'segments-not-valid',
      metric: metrics.invalidSegments,
      action,
    });
  }
}
