import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';

/** Counts what happens, in CloudWatch's embedded metric format: what was added is printed by `publishStoredMetrics`. */
export interface Metrics {
  addMetric(name: string, unit: 'Count' | 'Milliseconds' | 'Seconds' | 'Bytes', value: number): void;
  publishStoredMetrics(): void;
}

/** Metrics of the namespace POWERTOOLS_METRICS_NAMESPACE with the dimensions service (POWERTOOLS_SERVICE_NAME) and stage. */
export function createMetrics(options: { readonly stage: string }): Metrics {
  return new PowertoolsMetrics({ defaultDimensions: { stage: options.stage } });
}
