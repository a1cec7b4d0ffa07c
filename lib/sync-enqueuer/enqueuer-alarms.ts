import { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RunbookAlarm } from '../runtime/alarms.ts';
import type { EnqueuerMetrics } from './enqueuer-metrics.ts';

export interface EnqueuerAlarmsProps {
  readonly metrics: EnqueuerMetrics;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about the way from the table to the pending queues. */
export class EnqueuerAlarms extends Construct {
  constructor(scope: Construct, id: string, props: EnqueuerAlarmsProps) {
    super(scope, id);
    const { action, metrics } = props;
    new RunbookAlarm(this, 'Behind', {
      meaning: 'Changes wait for more than 5 minutes before data sync captures them.',
      runbook: 'capture-behind',
      metric: metrics.iteratorAge,
      above: Duration.minutes(5).toMilliseconds(),
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'Failing', {
      meaning: 'The enqueuer of data sync ends with errors.',
      runbook: 'capture-failing',
      metric: metrics.errors,
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'Throttled', {
      meaning: 'Lambda has no room to run the enqueuer of data sync.',
      runbook: 'capture-throttled',
      metric: metrics.throttles,
      periods: 3,
      action,
    });
    new RunbookAlarm(this, 'ChangesParked', {
      meaning: 'The enqueuer parked changes that data sync can never send.',
      runbook: 'capture-changes-parked',
      metric: metrics.parked,
      action,
    });
    new RunbookAlarm(this, 'BatchesParked', {
      meaning: 'Lambda gave up changes that data sync should have captured, after 22 hours, and parked them.',
      runbook: 'capture-batches-parked',
      metric: metrics.onFailure,
      action,
    });
    new RunbookAlarm(this, 'ParkingFailed', {
      meaning: 'Changes were given up and could not be parked: data sync does not know of them.',
      runbook: 'capture-parking-failed',
      metric: metrics.dropped,
      action,
    });
  }
}
