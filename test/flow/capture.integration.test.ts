import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { dynamoDbClient } from '../../lambda/adapters/dynamodb/client.ts';
import { DynamoDbSyncLeases } from '../../lambda/adapters/dynamodb/sync-leases.ts';
import { DynamoDbSyncQueues } from '../../lambda/adapters/dynamodb/sync-queues.ts';
import { MemoryLargeTexts } from '../../lambda/adapters/memory/memory-large-texts.ts';
import { SYNC_LEDGER_TABLE, SYNC_QUEUE_TABLES } from '../../lambda/data-sync/contract.ts';
import type { Lease } from '../../lambda/data-sync/ports.ts';
import type { JsonObject } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { laneOf, type SyncRow } from '../../lambda/domain/sync-row.ts';
import { CUSTOMER } from '../../lambda/model/customer.ts';
import { toFields } from '../../lambda/model/fields.ts';
import type { ObjectType } from '../../lambda/model/object-type.ts';
import { TRANSACTION } from '../../lambda/model/transaction.ts';
import { localSystem } from '../support/local-system.ts';
import { testObject } from '../support/test-data.ts';

jest.setTimeout(60_000);

/** The stage's first worker: while its lease is held here, every run of the stage is skipped. */
const WORKER = 0;
const name = (table: string) => `millrace-local-${table}`;

describe('a change of a customer or a transaction, written straight into the table', () => {
  const { outputs } = localSystem();
  const client = dynamoDbClient();
  const { customerPending, transactionPending, progress } = SYNC_QUEUE_TABLES;
  const options = {
    client,
    tables: {
      customerPending: name(customerPending),
      transactionPending: name(transactionPending),
      progress: name(progress),
      ledger: name(SYNC_LEDGER_TABLE.tableName),
    },
    largeTexts: new MemoryLargeTexts(),
  };
  const queues = new DynamoDbSyncQueues(options);
  const customer = `C-${randomUUID()}`;
  const lanes = [laneOf(customer)];
  let lease: Lease;

  beforeAll(async () => {
    const leases = new DynamoDbSyncLeases(options);
    let got: Lease | undefined;
    // A run of the stage may be sending just now.
    for (let tries = 0; got === undefined && tries < 100; tries++) {
      got = await leases.acquire({ runId: customer, worker: WORKER, forMs: 60_000 });
      if (got === undefined) await wait(100);
    }
    lease = got as Lease;
  });
  afterAll(async () => {
    for (const row of await queues.inProgress({ lanes, limit: 100 })) await queues.remove(row, lease);
    await new DynamoDbSyncLeases(options).release(lease);
    client.destroy();
  });

  /** The payload of a sample, with other ids. */
  const payload = (file: string, ...ids: readonly [string, string][]) => {
    const [message] = testObject(file).messages as readonly JsonObject[];
    return ids.reduce((text, [from, to]) => text.replaceAll(from, to), message?.payload as string);
  };
  const keys = (type: string, id: string) => ({ _owner: customer, _key: `${type}#${id}` });
  const put = (type: ObjectType, id: string, text: string) =>
    client.send(
      new PutItemCommand({
        TableName: outputs.recordsTable,
        Item: toItem({
          ...keys(type.type, id),
          'Object Type': type.type,
          id,
          ...toFields(type, parseJson(text) as JsonObject),
        }),
      }),
    );
  /** The next rows of the customer, as many as are wanted; in its lane may stand rows that other tests have left. */
  const moved = async (count: number): Promise<readonly SyncRow[]> => {
    const rows: SyncRow[] = [];
    for (let tries = 0; rows.length < count && tries < 200; tries++) {
      const batch = await queues.moveBatch({ lanes, limit: 10, lease });
      rows.push(...batch.filter(({ orderKey }) => orderKey === customer));
      await wait(100);
    }
    return rows;
  };

  it('comes out of the pending queue with the text of the seed, byte for byte', async () => {
    const text = payload('orce-customermod.body.json', ['"2142"', `"${customer}"`]);
    await put(CUSTOMER, customer, text);
    expect(await moved(1)).toMatchObject([
      { objName: 'Customer', uniqueId: customer, action: 'CREATE', jsonObject: text },
    ]);
  });

  it('takes its place behind its customer, numbers with their scale', async () => {
    const id = `T-${randomUUID()}`;
    const text = payload(
      'orce-postrncre.body.json',
      ['"2147"', `"${customer}"`],
      ['"99901000022017110710000100"', `"${id}"`],
    );
    await put(TRANSACTION, id, text);
    const [row] = await moved(1);
    expect(row).toMatchObject({ objName: 'Transaction', uniqueId: id, action: 'CREATE', jsonObject: text });
    expect(text).toContain('"subtotal":1325.00,');
  });

  it('that removes the customer is a DELETE, and what was in progress of it goes', async () => {
    const Key = toItem(keys('Customer', customer));
    await client.send(new DeleteItemCommand({ TableName: outputs.recordsTable, Key }));
    expect(await moved(1)).toMatchObject([{ uniqueId: customer, action: 'DELETE', jsonObject: null }]);
    const left = await queues.inProgress({ lanes, limit: 100 });
    expect(left.filter((row) => row.uniqueId === customer)).toMatchObject([{ action: 'DELETE' }]);
  });
});
