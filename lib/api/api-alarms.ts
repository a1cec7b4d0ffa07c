import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD, RunbookAlarm } from '../runtime/alarms.ts';
import { ownMetric } from '../runtime/own-metric.ts';
import { slowestCommands } from './command-latency.ts';

export interface ApiAlarmsProps {
  readonly config: AppConfig;
  readonly api: RestApi;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about the command API. */
export class ApiAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ApiAlarmsProps) {
    super(scope, id);
    const { action, api, config } = props;
    new RunbookAlarm(this, 'Failing', {
      meaning: 'More than 1 % of the commands end with a 5xx.',
      runbook: 'api-failing',
      metric: api.metricServerError({ statistic: 'Average', period: ALARM_PERIOD }),
      above: 0.01,
      periods: 2,
      action,
    });
    new RunbookAlarm(this, 'Slow', {
      meaning: 'The slowest 1 % of the commands take longer than 10 seconds.',
      runbook: 'api-slow',
      metric: slowestCommands(config),
      above: Duration.seconds(10).toMilliseconds(),
      periods: 3,
      action,
    });
    new RunbookAlarm(this, 'TokensUnchecked', {
      meaning: 'Tokens cannot be checked, so that nobody gets in.',
      runbook: 'tokens-unchecked',
      metric: ownMetric({ config, service: 'authorization', name: 'TokenCheckErrors' }),
      periods: 2,
      action,
    });
  }
}
