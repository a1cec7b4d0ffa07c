import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RunbookAlarm } from '../runtime/alarms.ts';
import type { ImportMetrics } from './import-metrics.ts';

export interface ImportAlarmsProps {
  readonly metrics: ImportMetrics;
  readonly action: IAlarmAction | undefined;
}

/** What wakes an operator about imports. Records that are refused are the sender's affair, and in the error report. */
export class ImportAlarms extends Construct {
  constructor(scope: Construct, id: string, { metrics, action }: ImportAlarmsProps) {
    super(scope, id);
    new RunbookAlarm(this, 'ImportsFailed', {
      meaning: 'Imports came to no end.',
      runbook: 'imports-failed',
      metric: metrics.importsFailed,
      action,
    });
    new RunbookAlarm(this, 'RecordFaults', {
      meaning: 'Records of an import met an error in our own code.',
      runbook: 'import-faults',
      metric: metrics.recordFaults,
      action,
    });
    new RunbookAlarm(this, 'StartsFailed', {
      meaning: 'Files were put into the import bucket, and their import could not be started.',
      runbook: 'imports-not-started',
      metric: metrics.startsFailed,
      action,
    });
  }
}
