import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AppConfig } from './config.ts';
import { DataSyncAlarms } from './data-sync/data-sync-alarms.ts';
import { DataSyncJob } from './data-sync/data-sync-job.ts';
import { DataSyncMetrics } from './data-sync/data-sync-metrics.ts';
import { QueueWatch } from './data-sync/queue-watch.ts';
import { SyncQueues } from './data-sync/sync-queues.ts';
import { SyncSecrets } from './data-sync/sync-secrets.ts';
import { DataSyncAdmin } from './data-sync-admin/data-sync-admin.ts';
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

/** The queues, what fills them, the job that empties them, and what its administration needs. */
export class DataSyncStack extends Stack {
  readonly queues: SyncQueues;
  readonly admin: DataSyncAdmin;
  /** What the dashboard shows. */
  readonly sections: readonly DashboardSection[];

  constructor(scope: Construct, id: string, props: DataSyncStackProps) {
    super(scope, id, props);
    const { config, alarmAction: action } = props;
    this.queues = new SyncQueues(this, 'Queues', { config });
    const { queues } = this;
    const enqueuer = new SyncEnqueuer(this, 'SyncEnqueuer', {
      config,
      records: props.tables.records,
      queues,
      parking: new ParkingBucket(this, 'SyncParking', { config }),
    });
    const captured = new EnqueuerMetrics({ config, enqueuer });
    new EnqueuerAlarms(this, 'EnqueuerAlarms', { metrics: captured, action });
    const secrets = new SyncSecrets(this, 'Secrets', { config });
    const job = new DataSyncJob(this, 'Job', { config, queues, secrets });
    new QueueWatch(this, 'QueueWatch', { config, queues });
    this.admin = new DataSyncAdmin(this, 'Admin', { config, queues, secrets, job });
    const delivered = new DataSyncMetrics({ config, stateMachine: job.stateMachine });
    new DataSyncAlarms(this, 'DataSyncAlarms', { config, metrics: delivered, action });
    this.sections = [captured.section, delivered.section];
    new CfnOutput(this, 'DataSyncJobArn', { value: job.stateMachine.stateMachineArn });
    new CfnOutput(this, 'CustomerPendingTable', { value: queues.customerPending.tableName });
    new CfnOutput(this, 'TransactionPendingTable', { value: queues.transactionPending.tableName });
    new CfnOutput(this, 'ProgressTable', { value: queues.progress.tableName });
    new CfnOutput(this, 'DataSyncLedgerTable', { value: queues.ledger.tableName });
    new CfnOutput(this, 'DataSyncSecretId', { value: secrets.names[0] ?? '' });
  }
}
