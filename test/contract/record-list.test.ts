import { DynamoDbRecordList } from '../../lambda/adapters/dynamodb/dynamodb-record-list.ts';
import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { MemoryRecordList } from '../../lambda/adapters/memory/memory-record-list.ts';
import { MemoryRecordStore } from '../../lambda/adapters/memory/memory-record-store.ts';
import type { RecordStore } from '../../lambda/domain/commit.ts';
import type { RecordList } from '../../lambda/domain/record-list.ts';
import { toFields } from '../../lambda/model/fields.ts';
import { SEGMENT } from '../../lambda/model/segment.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';

const clock = () => Date.UTC(2026, 0, 1);

function segmentKey(id: string) {
  return { owner: `Segment#${id}`, type: 'Segment', id };
}

/** Every adapter of the port `RecordList` keeps these promises. */
function describeRecordList(open: () => { store: RecordStore; list: RecordList }): void {
  async function commit(store: RecordStore, changes: Parameters<typeof planned>[0]) {
    const owners = changes.map(({ key }) => key.owner);
    await store.commit({ owners, deadline: Number.MAX_SAFE_INTEGER }, planned(changes));
  }

  it('lists the records whose type is listed, by id, and no others', async () => {
    const { store, list } = open();
    expect(await list.keys('Segment')).toEqual([]);
    const fields = toFields(SEGMENT, { segmentId: 'B', segmentType: 'MANUAL', status: 'ACTIVE' });
    const customer = { owner: 'Customer#1', type: 'Customer', id: '1' };
    await commit(store, [
      { action: 'insert', key: segmentKey('B'), fields },
      { action: 'insert', key: segmentKey('A'), fields },
      { action: 'insert', key: customer, fields: { customerID: '1' } },
    ]);
    expect(await list.keys('Segment')).toEqual([segmentKey('A'), segmentKey('B')]);
    expect(await list.keys('Customer')).toEqual([]);
  });

  it('leads to nothing but what stands, when the records are read', async () => {
    const { store, list } = open();
    const fields = toFields(SEGMENT, { segmentId: 'A', segmentType: 'MANUAL', status: 'ACTIVE' });
    await commit(store, [{ action: 'insert', key: segmentKey('A'), fields }]);
    await commit(store, [{ action: 'update', key: segmentKey('A'), fields: { status: 'DELETED' } }]);
    expect(await list.keys('Segment')).toEqual([segmentKey('A')]);
    await commit(store, [{ action: 'delete', key: segmentKey('A') }]);
    const records = await store.records(await list.keys('Segment'));
    expect(records.filter((record) => record !== undefined)).toEqual([]);
  });
}

function planned(changes: Awaited<ReturnType<Parameters<RecordStore['commit']>[1]['plan']>>['changes']) {
  return { plan: async () => ({ changes }), answer: () => ({}) };
}

describe('MemoryRecordList', () => {
  describeRecordList(() => {
    const store = new MemoryRecordStore({ clock });
    return { store, list: new MemoryRecordList(store) };
  });
});

describe('DynamoDbRecordList on a DynamoDB in memory', () => {
  describeRecordList(() => {
    const fake = new FakeDynamoDb();
    const client = fake.client();
    return {
      store: new DynamoDbRecordStore({ client, tables: fake.tables, clock }),
      list: new DynamoDbRecordList({ client, table: fake.tables.records, clock }),
    };
  });
});
