import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from './alarms.ts';
import { METRICS_NAMESPACE } from './service-function.ts';

export interface OwnMetricProps {
  readonly config: AppConfig;
  /** The service that counts it, as its function is named in its environment. */
  readonly service: string;
  readonly name: string;
  /** @default 'Sum' */
  readonly statistic?: string;
}

/** A metric that one of our functions writes; every function writes it under its service and its stage. */
export function ownMetric(props: OwnMetricProps): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: props.name,
    dimensionsMap: { service: props.service, stage: props.config.stage },
    statistic: props.statistic ?? 'Sum',
    period: ALARM_PERIOD,
  });
}
