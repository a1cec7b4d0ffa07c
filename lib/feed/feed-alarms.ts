import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RunbookAlarm } from '../runtime/alarms.ts';
import type { FeedMetrics } from './feed-metrics.ts';

export interface FeedAlarmsProps {
  readonly metrics: FeedMetrics;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about the streams of the feed. */
export class FeedAlarms extends Construct {
  constructor(scope: Construct, id: string, { metrics, action }: FeedAlarmsProps) {
    super(scope, id);
    new RunbookAlarm(this, 'Failing', {
      meaning: 'Connections of the data feed were broken off on our side for 10 minutes.',
      runbook: 'feed-streams-failing',
      metric: metrics.failed,
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'Throttled', {
      meaning: 'Lambda has no room for more readers of the data feed.',
      runbook: 'feed-streams-throttled',
      metric: metrics.throttles,
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'AuditFailing', {
      meaning: 'What readers were sent could not be written to the audit log.',
      runbook: 'feed-audit-failing',
      metric: metrics.auditFailures,
      action,
    });
  }
}
