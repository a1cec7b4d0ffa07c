import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { DynamoDbRecordWalk } from '../../lambda/adapters/dynamodb/dynamodb-record-walk.ts';
import { MemoryRecordStore } from '../../lambda/adapters/memory/memory-record-store.ts';
import { MemoryRecordWalk } from '../../lambda/adapters/memory/memory-record-walk.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { describeRecordWalk } from './record-walk.ts';

const clock = () => Date.UTC(2026, 0, 1);

describe('MemoryRecordWalk', () => {
  describeRecordWalk(async () => {
    const store = new MemoryRecordStore({ clock });
    return { store, walk: new MemoryRecordWalk(store) };
  });
});

describe('DynamoDbRecordWalk on a DynamoDB in memory', () => {
  describeRecordWalk(async () => {
    const fake = new FakeDynamoDb();
    const client = fake.client();
    return {
      store: new DynamoDbRecordStore({ client, tables: fake.tables, clock }),
      walk: new DynamoDbRecordWalk({ client, table: fake.tables.records, clock }),
    };
  });
});
