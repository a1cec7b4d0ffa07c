import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { AppConfig } from './config.ts';
import { DataSyncAlarms } from './data-sync/data-sync-alarms.ts';
import { DataSyncJob } from './data-sync/data-sync-job.ts';
import { DataSyncMetrics } from './data-sync/data-sync-metrics.ts';
import { QueueWatch } from './data-sync/queue-watch.ts';
import { SyncSecrets } from './data-sync/sync-secrets.ts';
import { SyncTables } from './data-sync/sync-tables.ts';
import { DataSyncAdmin } from './data-sync-admin/data-sync-admin.ts';
import { ParkingBucket } from './event-publisher/parking-bucket.ts';
import type { RecordTables } from './records/record-tables.ts';
import type { DashboardSection } from './runtime/operations-dashboard.ts';
import { ScheduledTasks } from './scheduled-tasks/scheduled-tasks.ts';
import { TasksAlarms } from './scheduled-tasks/tasks-alarms.ts';
import { TasksMetrics } from './scheduled-tasks/tasks-metrics.ts';
import { EnqueuerAlarms } from './sync-enqueuer/enqueuer-alarms.ts';
import { EnqueuerMetrics } from './sync-enqueuer/enqueuer-metrics.ts';
import { SyncEnqueuer } from './sync-enqueuer/sync-enqueuer.ts';

export interface DataSyncStackProps extends StackProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
  readonly alarmAction: IAlarmAction | undefined;
}

/**
 * The queues of data sync, what fills them, the job that empties them, and what its administration needs; and the scheduled tasks, whose
 * runs stand in the same job monitor.
 */
export class DataSyncStack extends Stack {
  readonly tables: SyncTables;
  readonly admin: DataSyncAdmin;
  readonly tasks: ScheduledTasks;
  readonly sections: readonly DashboardSection[];

  constructor(scope: Construct, id: string, props: DataSyncStackProps) {
    super(scope, id, props);
    const { config, alarmAction: action } = props;
    this.tables = new SyncTables(this, 'SyncTables', { config });
    const capture = this.capture(props);
    const secrets = new SyncSecrets(this, 'Secrets', { config });
    const shared = { config, queues: this.tables, secrets };
    const job = new DataSyncJob(this, 'Job', shared);
    new QueueWatch(this, 'QueueWatch', shared);
    this.tasks = new ScheduledTasks(this, 'Tasks', { ...shared, tables: props.tables });
    this.admin = new DataSyncAdmin(this, 'Admin', { ...shared, job, tasks: this.tasks });
    const tasks = new TasksMetrics({ config, stateMachine: this.tasks.job.stateMachine });
    new TasksAlarms(this, 'TasksAlarms', { metrics: tasks, action });
    const metrics = new DataSyncMetrics({ config, stateMachine: job.machine.stateMachine });
    new DataSyncAlarms(this, 'DataSyncAlarms', { config, metrics, action });
    this.sections = [capture.section, metrics.section, tasks.section];
    this.tell({ jobArn: job.machine.stateMachine.stateMachineArn, secret: secrets.names[0] ?? '' });
  }

  private capture({ config, tables, alarmAction: action }: DataSyncStackProps): EnqueuerMetrics {
    const parking = new ParkingBucket(this, 'SyncParking', { config });
    // Off until it has somewhere to send to. Operators change it in place; a deployment leaves it as they set it.
    const enabled = new StringParameter(this, 'DataSyncEnabled', {
      parameterName: `/millrace/${config.stage}/data-sync/DataSyncEnabled`,
      stringValue: config.local ? 'true' : 'false',
      description: 'Whether changes of customers and transactions are captured for data sync: true or false',
    });
    const enqueuer = new SyncEnqueuer(this, 'SyncEnqueuer', {
      config,
      records: tables.records,
      tables: this.tables,
      parking,
      enabled,
    });
    const metrics = new EnqueuerMetrics({ config, enqueuer });
    new EnqueuerAlarms(this, 'EnqueuerAlarms', { metrics, action });
    return metrics;
  }

  private tell({ jobArn, secret }: { readonly jobArn: string; readonly secret: string }): void {
    const { customerPending, transactionPending, progress } = this.tables.queues;
    new CfnOutput(this, 'DataSyncJobArn', { value: jobArn });
    new CfnOutput(this, 'CustomerPendingTable', { value: customerPending.tableName });
    new CfnOutput(this, 'TransactionPendingTable', { value: transactionPending.tableName });
    new CfnOutput(this, 'ProgressTable', { value: progress.tableName });
    new CfnOutput(this, 'DataSyncLedgerTable', { value: this.tables.ledger.tableName });
    new CfnOutput(this, 'DataSyncSecret', { value: secret });
  }
}
