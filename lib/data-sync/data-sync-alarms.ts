import { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { RunbookAlarm } from '../runtime/alarms.ts';
import type { DataSyncMetrics } from './data-sync-metrics.ts';

export interface DataSyncAlarmsProps {
  readonly config: AppConfig;
  readonly metrics: DataSyncMetrics;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about the way from the queues to the receiver. */
export class DataSyncAlarms extends Construct {
  constructor(scope: Construct, id: string, props: DataSyncAlarmsProps) {
    super(scope, id);
    const { action, config, metrics } = props;
    const minutes = config.dataSync.oldestRowAlarmMinutes;
    const oldest = {
      meaning: `A message has waited for more than ${minutes} minutes to be delivered.`,
      runbook: 'data-sync-behind',
      above: Duration.minutes(minutes).toSeconds(),
      periods: 2,
      action,
    };
    new RunbookAlarm(this, 'CustomersBehind', { ...oldest, metric: metrics.age('customerPending') });
    new RunbookAlarm(this, 'TransactionsBehind', { ...oldest, metric: metrics.age('transactionPending') });
    new RunbookAlarm(this, 'ProgressBehind', { ...oldest, metric: metrics.age('progress') });
    new RunbookAlarm(this, 'RunsFailed', {
      meaning: 'Runs of the data sync job fail.',
      runbook: 'data-sync-runs-failed',
      metric: metrics.runsFailed,
      action,
    });
    new RunbookAlarm(this, 'DeliveriesFailing', {
      meaning: 'The receiver has not taken messages for 15 minutes.',
      runbook: 'data-sync-deliveries-failing',
      metric: metrics.failed,
      periods: 3,
      action,
    });
    new RunbookAlarm(this, 'TokenErrors', {
      meaning: 'The data sync gets no access token.',
      runbook: 'data-sync-token-errors',
      metric: metrics.tokenErrors,
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'Parked', {
      meaning: 'Messages that kept failing have been put aside.',
      runbook: 'data-sync-parked',
      metric: metrics.rows('parked'),
      action,
    });
    new RunbookAlarm(this, 'Unwatched', {
      meaning: 'Nobody has measured the queues of the data sync for 15 minutes.',
      runbook: 'data-sync-unwatched',
      metric: metrics.rows('progress'),
      below: 0,
      periods: 3,
      action,
    });
  }
}
