import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { AppConfig } from './config.ts';
import { SyncTables } from './data-sync/sync-tables.ts';
import { ParkingBucket } from './event-publisher/parking-bucket.ts';
import type { RecordTables } from './records/record-tables.ts';
import type { DashboardSection } from './runtime/operations-dashboard.ts';
import { EnqueuerAlarms } from './sync-enqueuer/enqueuer-alarms.ts';
import { EnqueuerMetrics } from './sync-enqueuer/enqueuer-metrics.ts';
import { SyncEnqueuer } from './sync-enqueuer/sync-enqueuer.ts';

export interface DataSyncStackProps extends StackProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
  readonly alarmAction: IAlarmAction | undefined;
}

/** The queues of data sync, and what fills them. */
export class DataSyncStack extends Stack {
  readonly sections: readonly DashboardSection[];

  constructor(scope: Construct, id: string, props: DataSyncStackProps) {
    super(scope, id, props);
    const { config } = props;
    const tables = new SyncTables(this, 'SyncTables', { config });
    const parking = new ParkingBucket(this, 'SyncParking', { config });
    // Off until it has somewhere to send to. Operators change it in place; a deployment leaves it as they set it.
    const enabled = new StringParameter(this, 'DataSyncEnabled', {
      parameterName: `/millrace/${config.stage}/data-sync/DataSyncEnabled`,
      stringValue: config.local ? 'true' : 'false',
      description: 'Whether changes of customers and transactions are captured for data sync: true or false',
    });
    const enqueuer = new SyncEnqueuer(this, 'SyncEnqueuer', {
      config,
      records: props.tables.records,
      tables,
      parking,
      enabled,
    });
    const metrics = new EnqueuerMetrics({ config, enqueuer });
    new EnqueuerAlarms(this, 'EnqueuerAlarms', { metrics, action: props.alarmAction });
    this.sections = [metrics.section];
    const { customerPending, transactionPending, progress } = tables.queues;
    new CfnOutput(this, 'CustomerPendingTable', { value: customerPending.tableName });
    new CfnOutput(this, 'TransactionPendingTable', { value: transactionPending.tableName });
    new CfnOutput(this, 'ProgressTable', { value: progress.tableName });
  }
}
