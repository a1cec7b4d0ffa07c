import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FEED_METRICS } from '../../lambda/feed/contract.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import type { DashboardSection } from '../runtime/operations-dashboard.ts';
import { ownMetric } from '../runtime/own-metric.ts';
import type { Feed } from './feed.ts';

const SUM = { period: ALARM_PERIOD, statistic: 'Sum' } as const;

/** What is measured of the streams: by AWS, and by the feed itself. */
export class FeedMetrics {
  readonly #config: AppConfig;
  readonly #feed: Feed;

  constructor(props: { readonly config: AppConfig; readonly feed: Feed }) {
    this.#config = props.config;
    this.#feed = props.feed;
  }

  /** Connections that were broken off because something failed. */
  get failed(): Metric {
    return this.#own(FEED_METRICS.failed);
  }

  /** Entries that the audit log did not take. */
  get auditFailures(): Metric {
    return this.#own(FEED_METRICS.auditFailures);
  }

  /** Readers that Lambda had no room for. */
  get throttles(): Metric {
    return this.#feed.function.function.metricThrottles(SUM);
  }

  /** What the dashboard shows. */
  get section(): DashboardSection {
    const { connections, events, gaps, logFailures } = FEED_METRICS;
    const open = this.#feed.function.function.metric('ConcurrentExecutions', {
      period: ALARM_PERIOD,
      statistic: 'Maximum',
    });
    return {
      title: 'Data feed: streams',
      graphs: [
        { title: 'Connections', left: [open, this.#own(connections)], right: [this.#own(gaps)] },
        { title: 'Events sent', left: [this.#own(events)] },
        {
          title: 'Failures',
          left: [this.failed, this.#own(logFailures), this.auditFailures, this.throttles],
        },
      ],
    };
  }

  #own(name: string): Metric {
    return ownMetric({ config: this.#config, service: 'feed', name });
  }
}
