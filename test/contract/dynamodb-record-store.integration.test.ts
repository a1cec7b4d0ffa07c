import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { dynamoDbClient } from '../../lambda/adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { createRecordTables } from '../support/record-tables.ts';
import type { RecordStoreUnderTest } from './record-store/desk.ts';
import { describeRecordStore } from './record-store.ts';

// A hundred commands at once on one account take their time.
jest.setTimeout(60_000);

describe('DynamoDbRecordStore on the local cloud', () => {
  const client = dynamoDbClient();
  afterAll(() => client.destroy());

  describeRecordStore(async () => {
    const tables = await createRecordTables(client, randomUUID());
    const time = { now: Date.now() };
    const test: RecordStoreUnderTest = {
      time,
      store: new DynamoDbRecordStore({
        client,
        tables,
        clock: () => time.now,
        random: () => test.random ?? Math.random(),
        sleep: async (ms) => {
          await sleep(ms);
          time.now += 1;
        },
      }),
    };
    return test;
  });
});
