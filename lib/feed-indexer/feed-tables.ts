import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { FEED_TABLE } from '../../lambda/feed-indexer/contract.ts';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/**
 * The feed's tables: the log, for two days, and the state, which is little and lasts (the ends of the log, subscriptions). On demand,
 * restorable, and outliving the stack outside the local stage. The construct ids are a contract.
 */
export class FeedTables extends Construct {
  readonly log: TableV2;
  readonly state: TableV2;

  constructor(scope: Construct, id: string, { config }: { readonly config: AppConfig }) {
    super(scope, id);
    const table = (constructId: string): TableV2 =>
      new TableV2(this, constructId, {
        partitionKey: { name: FEED_TABLE.partitionKey, type: AttributeType.STRING },
        sortKey: { name: FEED_TABLE.sortKey, type: AttributeType.STRING },
        timeToLiveAttribute: FEED_TABLE.timeToLiveAttribute,
        billing: Billing.onDemand(),
        deletionProtection: !config.local,
        removalPolicy: lasting(config),
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: !config.local },
      });
    this.log = table('Log');
    this.state = table('State');
  }
}
