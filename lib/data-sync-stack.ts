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

export interface DataSyncStackProps extends StackProps {
  readonly config: AppConfig;
  readonly alarmAction: IAlarmAction | undefined;
}

/** The queues, the job that empties them, and what its administration needs. */
export class DataSyncStack extends Stack {
  readonly queues: SyncQueues;
  readonly admin: DataSyncAdmin;
  readonly metrics: DataSyncMetrics;

  constructor(scope: Construct, id: string, props: DataSyncStackProps) {
    super(scope, id, props);
    const { config } = props;
    this.queues = new SyncQueues(this, 'Queues', { config });
    const { queues } = this;
    const secrets = new SyncSecrets(this, 'Secrets', { config });
    const job = new DataSyncJob(this, 'Job', { config, queues, secrets });
    new QueueWatch(this, 'QueueWatch', { config, queues });
    this.admin = new DataSyncAdmin(this, 'Admin', { config, queues, secrets, job });
    this.metrics = new DataSyncMetrics({ config, stateMachine: job.stateMachine });
    new DataSyncAlarms(this, 'DataSyncAlarms', { config, metrics: this.metrics, action: props.alarmAction });
    new CfnOutput(this, 'DataSyncJobArn', { value: job.stateMachine.stateMachineArn });
    new CfnOutput(this, 'CustomerPendingTable', { value: queues.customerPending.tableName });
    new CfnOutput(this, 'TransactionPendingTable', { value: queues.transactionPending.tableName });
    new CfnOutput(this, 'ProgressTable', { value: queues.progress.tableName });
    new CfnOutput(this, 'DataSyncLedgerTable', { value: queues.ledger.tableName });
    new CfnOutput(this, 'DataSyncSecret', { value: secrets.names[0] ?? '' });
  }
}
