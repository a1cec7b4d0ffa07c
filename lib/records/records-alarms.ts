import { type IAlarmAction, type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FINISH_COMMITS_METRICS } from '../../lambda/records/contract.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD, RunbookAlarm } from '../runtime/alarms.ts';
import { ownMetric } from '../runtime/own-metric.ts';
import type { FinishCommits } from './finish-commits.ts';
import type { RecordTables } from './record-tables.ts';

export interface RecordsAlarmsProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
  readonly finishCommits: FinishCommits;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about the tables. */
export class RecordsAlarms extends Construct {
  constructor(scope: Construct, id: string, props: RecordsAlarmsProps) {
    super(scope, id);
    const { action, config, tables, finishCommits } = props;
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
      metric: ownMetric({ config, service: 'records', name: FINISH_COMMITS_METRICS.failed }),
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'FinishCommitsSilent', {
      meaning: 'Nobody has looked for interrupted commits with success for 15 minutes.',
      runbook: 'finish-commits-silent',
      metric: successes(finish),
      below: 1,
      periods: 3,
      action,
    });
  }
}

/** Calls that ended well: none when the function is not called, and none when it always throws. */
function successes(target: IFunction): IMetric {
  return new MathExpression({
    expression: 'FILL(calls, 0) - FILL(errors, 0)',
    usingMetrics: {
      calls: target.metricInvocations({ statistic: 'Sum', period: ALARM_PERIOD }),
      errors: target.metricErrors({ statistic: 'Sum', period: ALARM_PERIOD }),
    },
    period: ALARM_PERIOD,
    label: 'calls that ended well',
  });
}
