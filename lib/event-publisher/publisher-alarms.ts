import { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RunbookAlarm } from '../runtime/alarms.ts';
import type { PublisherMetrics } from './publisher-metrics.ts';

export interface PublisherAlarmsProps {
  readonly metrics: PublisherMetrics;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about the way from the table to the event stream. */
export class PublisherAlarms extends Construct {
  constructor(scope: Construct, id: string, props: PublisherAlarmsProps) {
    super(scope, id);
    const { action, metrics } = props;
    new RunbookAlarm(this, 'Behind', {
      meaning: 'Changes wait for more than 5 minutes before they are published.',
      runbook: 'publisher-behind',
      metric: metrics.iteratorAge,
      above: Duration.minutes(5).toMilliseconds(),
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'Silent', {
      meaning: 'Records were written for 15 minutes, and the publisher was not called once.',
      runbook: 'publisher-silent',
      metric: metrics.silence,
      periods: 3,
      action,
    });
    new RunbookAlarm(this, 'Failing', {
      meaning: 'The publisher ends with errors.',
      runbook: 'publisher-failing',
      metric: metrics.errors,
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'Throttled', {
      meaning: 'Lambda has no room to run the publisher.',
      runbook: 'publisher-throttled',
      metric: metrics.throttles,
      periods: 3,
      action,
    });
    new RunbookAlarm(this, 'EventsParked', {
      meaning: 'The publisher parked events that the stream will never take.',
      runbook: 'events-parked',
      metric: metrics.parked,
      action,
    });
    new RunbookAlarm(this, 'BatchesParked', {
      meaning: 'Lambda gave up changes after 22 hours and parked them.',
      runbook: 'batches-parked',
      metric: metrics.onFailure,
      action,
    });
    new RunbookAlarm(this, 'ParkingFailed', {
      meaning:
        'Changes were given up and could not be parked: they are lost unless they are fetched from the table.',
      runbook: 'parking-failed',
      metric: metrics.dropped,
      action,
    });
    new RunbookAlarm(this, 'StreamThrottled', {
      meaning: 'The event stream has refused events for want of capacity for 15 minutes.',
      runbook: 'event-stream-throttled',
      metric: metrics.streamThrottles,
      periods: 3,
      action,
    });
    new RunbookAlarm(this, 'StreamFailing', {
      meaning: 'The event stream has failed to take events, other than by throttling.',
      runbook: 'event-stream-failing',
      metric: metrics.streamFailures,
      periods: 3,
      action,
    });
    new RunbookAlarm(this, 'ReaderBehind', {
      meaning: 'A reader is more than 12 hours behind: after 24 hours it loses events.',
      runbook: 'reader-behind',
      metric: metrics.readerAge,
      above: Duration.hours(12).toMilliseconds(),
      action,
    });
  }
}
