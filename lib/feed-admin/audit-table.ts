import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { FEED_AUDIT_TABLE } from '../../lambda/feed-admin/contract.ts';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/**
 * The audit log of the feed: on demand, restorable, and outliving the stack outside the local stage. The construct ids are a contract.
 */
export class AuditTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { config }: { readonly config: AppConfig }) {
    super(scope, id);
    this.table = new TableV2(this, 'AuditLog', {
      partitionKey: { name: FEED_AUDIT_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: FEED_AUDIT_TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: FEED_AUDIT_TABLE.timeToLiveAttribute,
      billing: Billing.onDemand(),
      deletionProtection: !config.local,
      removalPolicy: lasting(config),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: !config.local },
    });
  }

  /** Lets the grantee add entries, and nothing else: nobody may change one, but by adding it again. */
  grantAppend(grantee: IGrantable): void {
    this.#grant(grantee, 'dynamodb:BatchWriteItem');
  }

  /** Lets the grantee look for entries. */
  grantSearch(grantee: IGrantable): void {
    this.#grant(grantee, 'dynamodb:Query');
  }

  #grant(grantee: IGrantable, action: string): void {
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [this.table.tableArn] });
  }
}
