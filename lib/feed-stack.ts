import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AppConfig } from './config.ts';
import type { EventStream } from './event-publisher/event-stream.ts';
import { ParkingBucket } from './event-publisher/parking-bucket.ts';
import { AuditTable } from './feed-admin/audit-table.ts';
import { FeedIndexer } from './feed-indexer/feed-indexer.ts';
import { FeedTables } from './feed-indexer/feed-tables.ts';
import { IndexerAlarms } from './feed-indexer/indexer-alarms.ts';
import { IndexerMetrics } from './feed-indexer/indexer-metrics.ts';

export interface FeedStackProps extends StackProps {
  readonly config: AppConfig;
  readonly eventStream: EventStream;
  readonly alarmAction: IAlarmAction | undefined;
}

/** What the data feed keeps (its log, its state, its audit log), and what fills the log. */
export class FeedStack extends Stack {
  readonly tables: FeedTables;
  readonly audit: AuditTable;
  readonly metrics: IndexerMetrics;

  constructor(scope: Construct, id: string, props: FeedStackProps) {
    super(scope, id, props);
    const { config, eventStream, alarmAction: action } = props;
    this.tables = new FeedTables(this, 'FeedTables', { config });
    this.audit = new AuditTable(this, 'FeedAudit', { config });
    const indexer = new FeedIndexer(this, 'FeedIndexer', {
      config,
      eventStream,
      tables: this.tables,
      parking: new ParkingBucket(this, 'FeedParking', { config }),
    });
    this.metrics = new IndexerMetrics({ config, indexer });
    new IndexerAlarms(this, 'IndexerAlarms', { metrics: this.metrics, action });
    new CfnOutput(this, 'FeedLogTable', { value: this.tables.log.tableName });
    new CfnOutput(this, 'FeedStateTable', { value: this.tables.state.tableName });
    new CfnOutput(this, 'FeedAuditTable', { value: this.audit.table.tableName });
  }
}
