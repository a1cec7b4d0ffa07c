import { CreateTableCommand, type DynamoDBClient, type KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { LEDGER_TABLE, RECORDS_TABLE } from '../../lambda/records/contract.ts';

/** Makes the record store's two tables, as the deployed ones are, under names of their own. */
export async function createRecordTables(
  client: DynamoDBClient,
  suffix: string,
): Promise<{ records: string; ledger: string }> {
  const tables = { records: `Records-${suffix}`, ledger: `Ledger-${suffix}` };
  const { unfinishedIndex } = LEDGER_TABLE;
  const { listedIndex } = RECORDS_TABLE;
  await client.send(
    new CreateTableCommand({
      TableName: tables.records,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema(RECORDS_TABLE),
      AttributeDefinitions: [
        { AttributeName: RECORDS_TABLE.partitionKey, AttributeType: 'S' },
        { AttributeName: RECORDS_TABLE.sortKey, AttributeType: 'S' },
        { AttributeName: listedIndex.partitionKey, AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: listedIndex.indexName,
          KeySchema: keySchema(listedIndex),
          Projection: { ProjectionType: listedIndex.projectionType },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: RECORDS_TABLE.streamViewType },
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: tables.ledger,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema(LEDGER_TABLE),
      AttributeDefinitions: [
        { AttributeName: LEDGER_TABLE.partitionKey, AttributeType: 'S' },
        { AttributeName: LEDGER_TABLE.sortKey, AttributeType: 'S' },
        { AttributeName: unfinishedIndex.partitionKey, AttributeType: 'S' },
        { AttributeName: unfinishedIndex.sortKey, AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: unfinishedIndex.indexName,
          KeySchema: keySchema(unfinishedIndex),
          Projection: { ProjectionType: unfinishedIndex.projectionType },
        },
      ],
    }),
  );
  return tables;
}

function keySchema(keys: { readonly partitionKey: string; readonly sortKey: string }): KeySchemaElement[] {
  return [
    { AttributeName: keys.partitionKey, KeyType: 'HASH' },
    { AttributeName: keys.sortKey, KeyType: 'RANGE' },
  ];
}
