import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { Accounts } from './accounts/accounts.ts';
import { ApiAlarms } from './api/api-alarms.ts';
import { CommandApi } from './api/command-api.ts';
import { Authorization } from './authorization/authorization.ts';
import type { BatchImport } from './batch-import/batch-import.ts';
import { Catalog } from './catalog/catalog.ts';
import type { AppConfig } from './config.ts';
import type { DataSyncAdmin } from './data-sync-admin/data-sync-admin.ts';
import { Feed } from './feed/feed.ts';
import { FeedAlarms } from './feed/feed-alarms.ts';
import { FeedMetrics } from './feed/feed-metrics.ts';
import { FeedAdmin } from './feed-admin/feed-admin.ts';
import type { FeedStack } from './feed-stack.ts';
import { Orders } from './orders/orders.ts';
import type { RecordTables } from './records/record-tables.ts';
import type { ScheduledTasks } from './scheduled-tasks/scheduled-tasks.ts';
import { Services } from './services/services.ts';

export interface ApiStackProps extends StackProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
  readonly dataSync: DataSyncAdmin;
  readonly feed: FeedStack;
  readonly tasks: ScheduledTasks;
  readonly batchImport: BatchImport;
  readonly alarmAction: IAlarmAction | undefined;
}

/** The command API and the functions behind it. */
export class ApiStack extends Stack {
  readonly commandApi: CommandApi;
  readonly feedMetrics: FeedMetrics;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { config, tables, feed } = props;
    const authorization = new Authorization(this, 'Authorization', { config });
    const orders = new Orders(this, 'Orders', { config, tables });
    const catalog = new Catalog(this, 'Catalog', { config, tables });
    const services = new Services(this, 'Services', { config, tables });
    const accounts = new Accounts(this, 'Accounts', { config, tables });
    const feedAdmin = new FeedAdmin(this, 'FeedAdmin', {
      config,
      state: feed.tables.state,
      audit: feed.audit,
    });
    this.commandApi = new CommandApi(this, 'CommandApi', {
      config,
      authorizer: authorization.authorizer,
      functions: {
        ...orders.functions,
        ...catalog.functions,
        ...services.functions,
        ...accounts.functions,
        ...props.dataSync.functions,
        ...feedAdmin.functions,
        ...props.tasks.functions,
        ...props.batchImport.functions,
      },
    });
    this.feedMetrics = this.addFeed(props, authorization);
    new ApiAlarms(this, 'ApiAlarms', {
      config,
      api: this.commandApi.api,
      action: props.alarmAction,
    });
    new CfnOutput(this, 'ApiUrl', { value: this.commandApi.api.url });
  }

  /** The streams are resources of the same API. */
  private addFeed(props: ApiStackProps, { authorizer }: Authorization): FeedMetrics {
    const { config, tables, feed: kept, alarmAction: action } = props;
    const feed = new Feed(this, 'Feed', {
      ...{ config, authorizer, api: this.commandApi.api },
      ...{ records: tables, tables: kept.tables, audit: kept.audit },
    });
    const metrics = new FeedMetrics({ config, feed });
    new FeedAlarms(this, 'FeedAlarms', { metrics, action });
    return metrics;
  }
}
