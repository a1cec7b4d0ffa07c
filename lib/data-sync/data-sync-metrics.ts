import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { SYNC_METRICS } from '../../lambda/data-sync/contract.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import type { DashboardSection } from '../runtime/operations-dashboard.ts';
import { ownMetric } from '../runtime/own-metric.ts';

type Queue = keyof typeof SYNC_METRICS.rows;

export interface DataSyncMetricsProps {
  readonly config: AppConfig;
  readonly stateMachine: StateMachine;
}

/** What is measured of the data sync. */
export class DataSyncMetrics {
  readonly #config: AppConfig;
  readonly #stateMachine: StateMachine;

  constructor({ config, stateMachine }: DataSyncMetricsProps) {
    this.#config = config;
    this.#stateMachine = stateMachine;
  }

  get runsFailed(): IMetric {
    return this.#stateMachine.metricFailed({ statistic: 'Sum', period: ALARM_PERIOD });
  }

  get runsTimedOut(): IMetric {
    return this.#stateMachine.metricTimedOut({ statistic: 'Sum', period: ALARM_PERIOD });
  }

  get runsSucceeded(): IMetric {
    return this.#stateMachine.metricSucceeded({ statistic: 'Sum', period: ALARM_PERIOD });
  }

  get delivered(): IMetric {
    return this.own(SYNC_METRICS.delivered);
  }

  get failed(): IMetric {
    return this.own(SYNC_METRICS.failed);
  }

  get parked(): IMetric {
    return this.own(SYNC_METRICS.parked);
  }

  get tokenErrors(): IMetric {
    return this.own(SYNC_METRICS.tokenErrors);
  }

  /** Rows in a queue at the last look. */
  rows(queue: Queue): IMetric {
    return this.own(SYNC_METRICS.rows[queue], 'Maximum');
  }

  /** How long a queue's oldest row has waited, seconds. */
  age(queue: Queue): IMetric {
    return this.own(SYNC_METRICS.age[queue], 'Maximum');
  }

  /** What the dashboard shows. */
  get section(): DashboardSection {
    const latency = (statistic: string) => this.own(SYNC_METRICS.latency, statistic);
    const queues = Object.keys(SYNC_METRICS.rows) as Queue[];
    return {
      title: 'Data sync',
      graphs: [
        { title: 'Rows', left: queues.map((queue) => this.rows(queue)) },
        { title: 'Age of the oldest row, s', left: queues.map((queue) => this.age(queue)) },
        {
          title: 'Messages',
          left: [this.delivered],
          right: [this.failed, this.parked, this.tokenErrors],
        },
        { title: 'Latency of deliveries, ms', left: ['p50', 'p95', 'p99'].map(latency) },
        { title: 'Runs', left: [this.runsSucceeded], right: [this.runsFailed, this.runsTimedOut] },
      ],
    };
  }

  private own(name: string, statistic?: string): IMetric {
    const { service } = SYNC_METRICS;
    return ownMetric({
      config: this.#config,
      service,
      name,
      ...(statistic === undefined ? {} : { statistic }),
    });
  }
}
