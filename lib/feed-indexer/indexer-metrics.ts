import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FEED_INDEXER_METRICS } from '../../lambda/feed-indexer/contract.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import type { DashboardSection } from '../runtime/operations-dashboard.ts';
import { ownMetric } from '../runtime/own-metric.ts';
import type { FeedIndexer } from './feed-indexer.ts';

const SUM = { period: ALARM_PERIOD, statistic: 'Sum' } as const;

/** What is measured on the way from the event stream to the feed log: by AWS, and by the indexer itself. */
export class IndexerMetrics {
  private readonly config: AppConfig;
  private readonly indexer: FeedIndexer;

  constructor(props: { readonly config: AppConfig; readonly indexer: FeedIndexer }) {
    this.config = props.config;
    this.indexer = props.indexer;
  }

  /** Milliseconds from an event's arrival in the stream to the call of the indexer with it, the longest. */
  get iteratorAge(): Metric {
    return this.indexer.function.metric('IteratorAge', { period: ALARM_PERIOD, statistic: 'Maximum' });
  }

  get errors(): Metric {
    return this.indexer.function.metricErrors(SUM);
  }

  get throttles(): Metric {
    return this.indexer.function.metricThrottles(SUM);
  }

  /** Events that were not logged and come again. */
  get failed(): Metric {
    return this.own(FEED_INDEXER_METRICS.failed);
  }

  /** Events that can never be logged and were parked. */
  get parked(): Metric {
    return this.own(FEED_INDEXER_METRICS.parked);
  }

  /** Batches that Lambda gave up and parked. */
  get onFailure(): Metric {
    return this.ofMapping('OnFailureDestinationDeliveredEventCount');
  }

  /** Events that Lambda gave up and could not park. */
  get dropped(): Metric {
    return this.ofMapping('DroppedEventCount');
  }

  /** What the dashboard shows. */
  get section(): DashboardSection {
    const { logged, pages, duplicates, unknown, contention, ageMs } = FEED_INDEXER_METRICS;
    return {
      title: 'Data feed: log',
      graphs: [
        {
          title: 'Events',
          left: [this.own(logged), this.own(duplicates), this.own(unknown)],
          right: [this.failed, this.parked, this.onFailure, this.dropped],
        },
        { title: 'Age of events, ms', left: [this.own(ageMs, 'p99'), this.iteratorAge] },
        {
          title: 'Indexer',
          left: [this.errors, this.throttles],
          right: [this.own(pages), this.own(contention)],
        },
      ],
    };
  }

  private ofMapping(metricName: string): Metric {
    return new Metric({
      ...SUM,
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: this.indexer.mapping.eventSourceMappingId },
    });
  }

  private own(name: string, statistic = 'Sum'): Metric {
    return ownMetric({ config: this.config, service: 'feed-indexer', name, statistic });
  }
}
