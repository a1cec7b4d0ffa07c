import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SYNC_ENQUEUER_METRICS } from '../../lambda/sync-enqueuer/contract.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import type { DashboardSection } from '../runtime/operations-dashboard.ts';
import { ownMetric } from '../runtime/own-metric.ts';
import type { SyncEnqueuer } from './sync-enqueuer.ts';

const SUM = { period: ALARM_PERIOD, statistic: 'Sum' } as const;

/** What is measured on the way from the table to the pending queues: by AWS, and by the enqueuer itself. */
export class EnqueuerMetrics {
  private readonly config: AppConfig;
  private readonly enqueuer: SyncEnqueuer;

  constructor(props: { readonly config: AppConfig; readonly enqueuer: SyncEnqueuer }) {
    this.config = props.config;
    this.enqueuer = props.enqueuer;
  }

  /** Milliseconds from a change to the call of the enqueuer with it, the longest. */
  get iteratorAge(): Metric {
    return this.enqueuer.function.metric('IteratorAge', { period: ALARM_PERIOD, statistic: 'Maximum' });
  }

  get errors(): Metric {
    return this.enqueuer.function.metricErrors(SUM);
  }

  get throttles(): Metric {
    return this.enqueuer.function.metricThrottles(SUM);
  }

  /** Changes that can never be captured and were parked. */
  get parked(): Metric {
    return this.own(SYNC_ENQUEUER_METRICS.parked);
  }

  /** Batches that Lambda gave up and parked. */
  get onFailure(): Metric {
    return this.ofMapping('OnFailureDestinationDeliveredEventCount');
  }

  /** Changes that Lambda gave up and could not park. */
  get dropped(): Metric {
    return this.ofMapping('DroppedEventCount');
  }

  /** What the dashboard shows. */
  get section(): DashboardSection {
    const { captured, ignored, disabled, failed, ageMs } = SYNC_ENQUEUER_METRICS;
    return {
      title: 'Data sync: capture',
      graphs: [
        {
          title: 'Changes',
          left: [this.own(captured), this.own(ignored), this.own(disabled)],
          right: [this.own(failed), this.parked, this.onFailure, this.dropped],
        },
        { title: 'Age of changes, ms', left: [this.own(ageMs, 'p99'), this.iteratorAge] },
        { title: 'Enqueuer', left: [this.errors, this.throttles] },
      ],
    };
  }

  private ofMapping(metricName: string): Metric {
    return new Metric({
      ...SUM,
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: this.enqueuer.mapping.eventSourceMappingId },
    });
  }

  private own(name: string, statistic = 'Sum'): Metric {
    return ownMetric({ config: this.config, service: 'sync-enqueuer', name, statistic });
  }
}
