import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AppConfig } from './config.ts';
import { AuditTable } from './feed-admin/audit-table.ts';
import { FeedTables } from './feed-indexer/feed-tables.ts';

export interface FeedStackProps extends StackProps {
  readonly config: AppConfig;
}

/** What the data feed keeps: its log, its state, its audit log. */
export class FeedStack extends Stack {
  readonly tables: FeedTables;
  readonly audit: AuditTable;

  constructor(scope: Construct, id: string, props: FeedStackProps) {
    super(scope, id, props);
    const { config } = props;
    this.tables = new FeedTables(this, 'FeedTables', { config });
    this.audit = new AuditTable(this, 'FeedAudit', { config });
    new CfnOutput(this, 'FeedLogTable', { value: this.tables.log.tableName });
    new CfnOutput(this, 'FeedStateTable', { value: this.tables.state.tableName });
    new CfnOutput(this, 'FeedAuditTable', { value: this.audit.table.tableName });
  }
}
