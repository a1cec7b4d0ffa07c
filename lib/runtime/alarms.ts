import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** The period over which alarms look at a metric, unless they say otherwise. */
export const ALARM_PERIOD = Duration.minutes(5);

export interface RunbookAlarmProps {
  /** What has happened, as one sentence. */
  readonly meaning: string;
  /** The section of docs/runbook.md that says what to do. */
  readonly runbook: string;
  readonly metric: IMetric;
  /** The alarm goes off above this. @default 0 */
  readonly above?: number;
  /** The alarm goes off below this, and when there is no data at all. @default - it looks at `above` */
  readonly below?: number;
  /** Periods in a row. @default 1 */
  readonly periods?: number;
  /** @default - it is seen in CloudWatch only */
  readonly action?: IAlarmAction | undefined;
}

/** An alarm that leads whoever it wakes to the page that helps, and tells when it is over. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    const { above = 0, below, periods = 1 } = props;
    super(scope, id, {
      alarmDescription: `${props.meaning} What to do: docs/runbook.md#${props.runbook}`,
      metric: props.metric,
      threshold: below ?? above,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: below === undefined ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    });
    if (props.action === undefined) return;
    this.addAlarmAction(props.action);
    this.addOkAction(props.action);
  }
}
