import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ALARM_PERIOD, RunbookAlarm } from '../runtime/alarms.ts';
import type { FinishCommits } from './finish-commits.ts';
import type { RecordTables } from './record-tables.ts';

export interface RecordsAlarmsProps {
  readonly tables: RecordTables;
  readonly finishCommits: FinishCommits;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about the tables. */
export class RecordsAlarms extends Construct {
  constructor(scope: Construct, id: string, props: RecordsAlarmsProps) {
    super(scope, id);
    const { action, tables, finishCommits } = props;
    const finish = finishCommits.function;
    new RunbookAlarm(this, 'WritesThrottled', {
      meaning: 'Writes to the Records table have been throttled for 15 minutes.',
      runbook: 'writes-throttled',
      metric: tables.records.metric('WriteThrottleEvents', { statistic: 'Sum', period: ALARM_PERIOD }),
      periods: 3,
      action,
    });
    new RunbookAlarm(this, 'FinishCommitsFailing', {
      meaning: 'Large commits that a crash interrupted cannot be finished.',
      runbook: 'finish-commits-failing',
      metric: finish.metricErrors({ statistic: 'Sum', period: ALARM_PERIOD }),
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'FinishCommitsSilent', {
      meaning: 'Nobody has looked for interrupted commits for 15 minutes.',
      runbook: 'finish-commits-silent',
      metric: finish.metricInvocations({ statistic: 'Sum', period: ALARM_PERIOD }),
      below: 1,
      periods: 3,
      action,
    });
  }
}
