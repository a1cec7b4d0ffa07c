import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import type { DashboardSection } from '../runtime/operations-dashboard.ts';
import { ownMetric } from '../runtime/own-metric.ts';
import type { EventPublisher } from './event-publisher.ts';

export interface PublisherMetricsProps {
  readonly config: AppConfig;
  readonly publisher: EventPublisher;
  readonly records: TableV2;
  readonly stream: Stream;
}

/** What is measured on the way from the table to the event stream: by AWS, and by the publisher itself. */
export class PublisherMetrics {
  private readonly props: PublisherMetricsProps;

  constructor(props: PublisherMetricsProps) {
    this.props = props;
  }

  /** Milliseconds from a change to the call of the publisher with it, the longest. */
  get iteratorAge(): Metric {
    return this.props.publisher.function.metric('IteratorAge', { ...PERIOD, statistic: 'Maximum' });
  }

  get errors(): Metric {
    return this.props.publisher.function.metricErrors(SUM);
  }

  get throttles(): Metric {
    return this.props.publisher.function.metricThrottles(SUM);
  }

  /** Events that the stream took. */
  get published(): Metric {
    return this.own('EventsPublished');
  }

  /** Events that were sent again, after throttling or a failure. */
  get retried(): Metric {
    return this.own('EventsRetried');
  }

  /** Events that no stream will ever take, and that the publisher parked. */
  get parked(): Metric {
    return this.own('EventsParked');
  }

  /** Milliseconds from a change to its event in the stream, the 99th percentile. */
  get age(): Metric {
    return this.own('EventAge', 'p99');
  }

  /** Batches that Lambda gave up and parked. */
  get onFailure(): Metric {
    return this.mapping('OnFailureDestinationDeliveredEventCount');
  }

  /** Changes that Lambda gave up and could not park. */
  get dropped(): Metric {
    return this.mapping('DroppedEventCount');
  }

  get streamThrottles(): Metric {
    return this.props.stream.metricPutRecordsThrottledRecords(SUM);
  }

  get streamFailures(): Metric {
    return this.props.stream.metricPutRecordsFailedRecords(SUM);
  }

  /** Milliseconds that the slowest reader is behind. */
  get readerAge(): Metric {
    return this.props.stream.metricGetRecordsIteratorAgeMilliseconds({ ...PERIOD, statistic: 'Maximum' });
  }

  /** 1 while records are written and the publisher is not called, else 0. */
  get silence(): IMetric {
    return new MathExpression({
      ...PERIOD,
      expression: 'IF(FILL(written, 0) > 0 AND FILL(called, 0) == 0, 1, 0)',
      usingMetrics: {
        written: this.props.records.metricConsumedWriteCapacityUnits(SUM),
        called: this.props.publisher.function.metricInvocations(SUM),
      },
      label: 'written, not published',
    });
  }

  /** What the dashboard shows. */
  get section(): DashboardSection {
    const { stream } = this.props;
    return {
      title: 'Event publisher and event stream',
      graphs: [
        {
          title: 'Events',
          left: [this.published, this.retried],
          right: [this.parked, this.onFailure, this.dropped],
        },
        { title: 'Age of changes, ms', left: [this.age, this.iteratorAge] },
        { title: 'Publisher', left: [this.errors, this.throttles] },
        {
          title: 'Stream',
          left: [stream.metricIncomingBytes(SUM)],
          right: [this.streamThrottles, this.streamFailures],
        },
        { title: 'Slowest reader, ms behind', left: [this.readerAge] },
        { title: 'Read', left: [stream.metric('GetRecords.Bytes', SUM)] },
      ],
    };
  }

  private mapping(metricName: string): Metric {
    return new Metric({
      ...SUM,
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: this.props.publisher.mapping.eventSourceMappingId },
    });
  }

  private own(name: string, statistic = 'Sum'): Metric {
    return ownMetric({ config: this.props.config, service: 'event-publisher', name, statistic });
  }
}

const PERIOD: { readonly period: Duration } = { period: ALARM_PERIOD };
const SUM = { ...PERIOD, statistic: 'Sum' } as const;
