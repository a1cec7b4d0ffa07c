import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { IMPORT_METRICS } from '../../lambda/batch-import/contract.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import type { DashboardSection } from '../runtime/operations-dashboard.ts';
import { ownMetric } from '../runtime/own-metric.ts';
import type { BatchImport } from './batch-import.ts';

export interface ImportMetricsProps {
  readonly config: AppConfig;
  readonly batchImport: BatchImport;
}

/** What is measured of the batch import. */
export class ImportMetrics {
  readonly #props: ImportMetricsProps;

  constructor(props: ImportMetricsProps) {
    this.#props = props;
  }

  get importsFailed(): IMetric {
    return this.#props.batchImport.job.stateMachine.metricFailed({ statistic: 'Sum', period: ALARM_PERIOD });
  }

  get importsSucceeded(): IMetric {
    return this.#props.batchImport.job.stateMachine.metricSucceeded({
      statistic: 'Sum',
      period: ALARM_PERIOD,
    });
  }

  /** Files whose import could not be started. */
  get startsFailed(): IMetric {
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensionsMap: { RuleName: this.#props.batchImport.rule.ref },
      statistic: 'Sum',
      period: ALARM_PERIOD,
    });
  }

  get recordsDone(): IMetric {
    return this.own(IMPORT_METRICS.done);
  }

  get recordsRefused(): IMetric {
    return this.own(IMPORT_METRICS.failed);
  }

  get recordFaults(): IMetric {
    return this.own(IMPORT_METRICS.faults);
  }

  /** What the dashboard shows. */
  get section(): DashboardSection {
    return {
      title: 'Batch import',
      graphs: [
        {
          title: 'Imports',
          left: [this.importsSucceeded],
          right: [this.importsFailed, this.startsFailed],
        },
        { title: 'Records', left: [this.recordsDone], right: [this.recordsRefused, this.recordFaults] },
      ],
    };
  }

  private own(name: string): IMetric {
    return ownMetric({ config: this.#props.config, service: IMPORT_METRICS.service, name });
  }
}
