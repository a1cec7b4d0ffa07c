import { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RunbookAlarm } from '../runtime/alarms.ts';
import type { IndexerMetrics } from './indexer-metrics.ts';

export interface IndexerAlarmsProps {
  readonly metrics: IndexerMetrics;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about the way from the event stream to the feed log. */
export class IndexerAlarms extends Construct {
  constructor(scope: Construct, id: string, props: IndexerAlarmsProps) {
    super(scope, id);
    const { action, metrics } = props;
    new RunbookAlarm(this, 'Behind', {
      meaning: 'Events wait for more than 5 minutes before the data feed shows them.',
      runbook: 'feed-behind',
      metric: metrics.iteratorAge,
      above: Duration.minutes(5).toMilliseconds(),
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'Failing', {
      meaning: 'The indexer of the data feed ends with errors.',
      runbook: 'feed-failing',
      metric: metrics.errors,
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'NotLogged', {
      meaning: 'Events cannot be written to the feed log and are tried again.',
      runbook: 'feed-not-logged',
      metric: metrics.failed,
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'Throttled', {
      meaning: 'Lambda has no room to run the indexer of the data feed.',
      runbook: 'feed-throttled',
      metric: metrics.throttles,
      periods: 3,
      action,
    });
    new RunbookAlarm(this, 'EventsParked', {
      meaning: 'The indexer parked events that the data feed can never show.',
      runbook: 'feed-events-parked',
      metric: metrics.parked,
      action,
    });
    new RunbookAlarm(this, 'BatchesParked', {
      meaning: 'Lambda gave up events that the data feed should have shown, after 22 hours, and parked them.',
      runbook: 'feed-batches-parked',
      metric: metrics.onFailure,
      action,
    });
    new RunbookAlarm(this, 'ParkingFailed', {
      meaning: 'Events were given up and could not be parked: the data feed does not know of them.',
      runbook: 'feed-parking-failed',
      metric: metrics.dropped,
      action,
    });
  }
}
