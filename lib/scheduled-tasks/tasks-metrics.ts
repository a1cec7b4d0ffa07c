import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { TASK_METRICS } from '../../lambda/scheduled-tasks/contract.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import type { DashboardSection } from '../runtime/operations-dashboard.ts';
import { ownMetric } from '../runtime/own-metric.ts';

export interface TasksMetricsProps {
  readonly config: AppConfig;
  readonly stateMachine: StateMachine;
}

/** What is measured of the scheduled tasks. */
export class TasksMetrics {
  readonly #config: AppConfig;
  readonly #stateMachine: StateMachine;

  constructor({ config, stateMachine }: TasksMetricsProps) {
    this.#config = config;
    this.#stateMachine = stateMachine;
  }

  get runsFailed(): IMetric {
    return this.#stateMachine.metricFailed({ statistic: 'Sum', period: ALARM_PERIOD });
  }

  get runsSucceeded(): IMetric {
    return this.#stateMachine.metricSucceeded({ statistic: 'Sum', period: ALARM_PERIOD });
  }

  /** Segments that no task can work with, at the last look. */
  get invalidSegments(): IMetric {
    return this.own(TASK_METRICS.invalid, 'Maximum');
  }

  /** What the dashboard shows. */
  get section(): DashboardSection {
    return {
      title: 'Scheduled tasks',
      graphs: [
        { title: 'Runs', left: [this.runsSucceeded], right: [this.runsFailed] },
        {
          title: 'Customers',
          left: [this.own(TASK_METRICS.seen), this.own(TASK_METRICS.changed)],
          right: [this.own(TASK_METRICS.failed)],
        },
      ],
    };
  }

  private own(name: string, statistic?: string): IMetric {
    return ownMetric({
      config: this.#config,
      service: TASK_METRICS.service,
      name,
      ...(statistic === undefined ? {} : { statistic }),
    });
  }
}
