import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { BatchImport } from './batch-import/batch-import.ts';
import { ImportAlarms } from './batch-import/import-alarms.ts';
import { ImportMetrics } from './batch-import/import-metrics.ts';
import type { AppConfig } from './config.ts';
import type { RecordTables } from './records/record-tables.ts';

export interface BatchImportStackProps extends StackProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
  readonly alarmAction: IAlarmAction | undefined;
}

/** Files that are put into a bucket, and what imports them. */
export class BatchImportStack extends Stack {
  readonly batchImport: BatchImport;
  readonly metrics: ImportMetrics;

  constructor(scope: Construct, id: string, props: BatchImportStackProps) {
    super(scope, id, props);
    const { config, tables, alarmAction: action } = props;
    this.batchImport = new BatchImport(this, 'Import', { config, tables });
    this.metrics = new ImportMetrics({ config, batchImport: this.batchImport });
    new ImportAlarms(this, 'ImportAlarms', { metrics: this.metrics, action });
    new CfnOutput(this, 'ImportBucket', { value: this.batchImport.places.files.bucketName });
  }
}
