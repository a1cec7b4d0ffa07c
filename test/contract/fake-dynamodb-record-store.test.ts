import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { nextTurn, VirtualTime } from '../support/virtual-time.ts';
import type { RecordStoreUnderTest } from './record-store/desk.ts';
import { describeRecordStore } from './record-store.ts';

describe('DynamoDbRecordStore on a DynamoDB in memory', () => {
  describeRecordStore(async () => {
    const fake = new FakeDynamoDb();
    const time = new VirtualTime(Date.UTC(2026, 0, 1));
    const test: RecordStoreUnderTest = {
      time,
      store: new DynamoDbRecordStore({
        // Calls that run at the same time take effect in any order.
        client: fake.client({ before: nextTurn }),
        tables: fake.tables,
        clock: () => time.now,
        random: () => test.random ?? Math.random(),
        sleep: (ms) => time.sleep(ms),
      }),
    };
    return test;
  });
});
