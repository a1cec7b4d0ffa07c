import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';

/** The ledger's sparse index of commits that are not finished yet. */
export const UNFINISHED_INDEX = 'unfinished';

/**
 * The truth and its ledger. Both are on demand, restorable to any second of the last 35 days, and outlive the stack
 * outside the local stage. The construct ids are a contract: a new one would be a new, empty table.
 */
export class RecordTables extends Construct {
  readonly records: TableV2;
  readonly ledger: TableV2;

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    const lasting = {
      billing: Billing.onDemand(),
      deletionProtection: !props.config.local,
      removalPolicy: props.config.local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: !props.config.local },
    };
    this.records = new TableV2(this, 'Records', {
      ...lasting,
      partitionKey: { name: '_owner', type: AttributeType.STRING },
      sortKey: { name: '_key', type: AttributeType.STRING },
      timeToLiveAttribute: '_expires',
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    this.ledger = new TableV2(this, 'Ledger', {
      ...lasting,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires',
      globalSecondaryIndexes: [
        {
          indexName: UNFINISHED_INDEX,
          partitionKey: { name: 'unfinished', type: AttributeType.STRING },
          sortKey: { name: 'sk', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
  }
}

/** What a function that commits or queries is told about the tables. */
export function tablesEnvironment(tables: RecordTables): Record<'RECORDS_TABLE' | 'LEDGER_TABLE', string> {
  return { RECORDS_TABLE: tables.records.tableName, LEDGER_TABLE: tables.ledger.tableName };
}
