import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SyncTableNames } from '../../lambda/adapters/dynamodb/sync-layout.ts';
import { SYNC_LEDGER_TABLE, SYNC_QUEUE_TABLE } from '../../lambda/data-sync/contract.ts';
import { SYNC_TABLES } from './sync-stores.ts';

/** Makes data sync's tables, as the deployed ones are, under names of their own. */
export async function createSyncTables(client: DynamoDBClient, prefix: string): Promise<SyncTableNames> {
  const tables = Object.fromEntries(
    Object.entries(SYNC_TABLES).map(([role, name]) => [role, `${prefix}-${name}`]),
  ) as SyncTableNames;
  for (const [role, name] of Object.entries(tables)) {
    const { partitionKey, sortKey } = role === 'ledger' ? SYNC_LEDGER_TABLE : SYNC_QUEUE_TABLE;
    const AttributeType = role === 'ledger' ? 'S' : 'N';
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [partitionKey, sortKey].map((AttributeName) => ({
          AttributeName,
          AttributeType,
        })),
      }),
    );
  }
  return tables;
}
