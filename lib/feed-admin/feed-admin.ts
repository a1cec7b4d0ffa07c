import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import type { AuditTable } from './audit-table.ts';
import { feedClientsText } from './feed-config.ts';

export interface FeedAdminProps {
  readonly config: AppConfig;
  /** The feed's state table: subscriptions lie beside the ends of the log. */
  readonly state: TableV2;
  readonly audit: AuditTable;
}

/** Subscriptions and the audit log of the feed: a function each, for each needs other rights. */
export class FeedAdmin extends Construct {
  /** The functions by the entry that the routes name. */
  readonly functions: Readonly<Record<string, IFunction>>;

  constructor(scope: Construct, id: string, { config, state, audit }: FeedAdminProps) {
    super(scope, id);
    const change = new ServiceFunction(this, 'ChangeSubscription', {
      config,
      service: 'feed-admin',
      entry: 'feed-admin/change-subscription.handler.ts',
      description: 'GET and PUT /feed/subscription',
      environment: { FEED_STATE_TABLE: state.tableName, FEED_CLIENTS: feedClientsText(config.feed) },
    });
    grantSubscriptions(state, change);
    const read = new ServiceFunction(this, 'ReadAuditLog', {
      config,
      service: 'feed-admin',
      entry: 'feed-admin/read-audit-log.handler.ts',
      description: 'GET /feed/audit-log',
      environment: { FEED_AUDIT_TABLE: audit.table.tableName },
    });
    audit.grantSearch(read);
    this.functions = {
      'feed-admin/change-subscription': change.function,
      'feed-admin/read-audit-log': read.function,
    };
  }
}

/** A put is a transaction, whose actions are asked for one by one. */
function grantSubscriptions(state: TableV2, grantee: IGrantable): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    resourceArns: [state.tableArn],
  });
}
