import { MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ROUTES } from '../../lambda/model/routes.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import { ownMetric } from '../runtime/own-metric.ts';

/**
 * How long the slowest 1 % of the commands of each slice take, milliseconds. The gateway's own measure counts the feed's streams, too, which
 * last a quarter of an hour.
 */
export function commandLatencies(config: AppConfig): readonly Metric[] {
  const slices = new Set(ROUTES.map(({ entry }) => entry.split('/')[0] ?? ''));
  return [...slices].map((service) => ownMetric({ config, service, name: 'LatencyMs', statistic: 'p99' }));
}

/** That of the slowest slice; an alarm takes ten metrics at most. */
export function slowestCommands(config: AppConfig): MathExpression {
  const metrics = commandLatencies(config).map((metric, index) => [`m${index}`, metric] as const);
  return new MathExpression({
    expression: `MAX([${metrics.map(([name]) => name).join()}])`,
    usingMetrics: Object.fromEntries(metrics),
    label: 'Slowest 1 %, ms',
    period: ALARM_PERIOD,
  });
}
