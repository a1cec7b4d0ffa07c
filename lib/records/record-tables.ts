import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { LEDGER_TABLE, RECORDS_TABLE } from '../../lambda/records/contract.ts';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/**
 * The truth and its ledger. Both are on demand, restorable to any second of the last 35 days, and outlive the stack
 * outside the local stage. The construct ids are a contract: a new one would be a new, empty table.
 */
export class RecordTables extends Construct {
  readonly records: TableV2;
  readonly ledger: TableV2;

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    const { unfinishedIndex } = LEDGER_TABLE;
    const { listedIndex } = RECORDS_TABLE;
    const common = {
      billing: Billing.onDemand(),
      deletionProtection: !props.config.local,
      removalPolicy: lasting(props.config),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: !props.config.local },
    };
    this.records = new TableV2(this, 'Records', {
      ...common,
      partitionKey: { name: RECORDS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: RECORDS_TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: RECORDS_TABLE.timeToLiveAttribute,
      dynamoStream: StreamViewType[RECORDS_TABLE.streamViewType],
      globalSecondaryIndexes: [
        {
          indexName: listedIndex.indexName,
          partitionKey: { name: listedIndex.partitionKey, type: AttributeType.STRING },
          sortKey: { name: listedIndex.sortKey, type: AttributeType.STRING },
          projectionType: ProjectionType[listedIndex.projectionType],
        },
      ],
    });
    this.ledger = new TableV2(this, 'Ledger', {
      ...common,
      partitionKey: { name: LEDGER_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: LEDGER_TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: LEDGER_TABLE.timeToLiveAttribute,
      globalSecondaryIndexes: [
        {
          indexName: unfinishedIndex.indexName,
          partitionKey: { name: unfinishedIndex.partitionKey, type: AttributeType.STRING },
          sortKey: { name: unfinishedIndex.sortKey, type: AttributeType.NUMBER },
          projectionType: ProjectionType[unfinishedIndex.projectionType],
        },
      ],
    });
  }
}

/** What a function that commits or queries is told about the tables. */
export function tablesEnvironment(tables: RecordTables): Record<'RECORDS_TABLE' | 'LEDGER_TABLE', string> {
  return { RECORDS_TABLE: tables.records.tableName, LEDGER_TABLE: tables.ledger.tableName };
}
