import { MemoryParkingPlace } from '../../lambda/adapters/memory/memory-parking-place.ts';
import type { SyncChange } from '../../lambda/domain/sync-capture.ts';
import type { StreamRecord } from '../../lambda/sync-enqueuer/contract.ts';
import { type EnqueuerPorts, enqueueChanges } from '../../lambda/sync-enqueuer/enqueue-changes.ts';
import { RecordStream } from '../support/record-stream.ts';
import { memorySyncStore, moveAll, type SyncStoreUnderTest } from '../support/sync-stores.ts';

const DEADLINE = Number.POSITIVE_INFINITY;
const UNREADABLE: StreamRecord = {
  eventID: 'bad',
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: '100000000000000000001000002', Keys: { _key: { S: 'Customer#9' } } },
};

let store: SyncStoreUnderTest;
let table: RecordStream;
let parking: MemoryParkingPlace;
let isOn: boolean;
const logged: object[] = [];

beforeEach(() => {
  store = memorySyncStore();
  table = new RecordStream();
  parking = new MemoryParkingPlace();
  isOn = true;
  logged.length = 0;
});

const ports = (more: Partial<EnqueuerPorts> = {}): EnqueuerPorts => ({
  queue: store.pending,
  captureSwitch: { isOn: async () => isOn },
  parking,
  clock: () => store.time.now,
  log: { parked: (about) => logged.push(about), failed: (about) => logged.push(about) },
  ...more,
});
const enqueue = (more: Partial<EnqueuerPorts> = {}) => enqueueChanges(ports(more), table.records, DEADLINE);

/** The queue, but that a change of this customer fails. */
function failingFor(customer: string): EnqueuerPorts['queue'] {
  return {
    takeNumbers: (count) => store.pending.takeNumbers(count),
    capture: async (changes) => {
      if (changes[0].uniqueId === customer) throw new Error('out of reach');
      return store.pending.capture(changes);
    },
  };
}

const failures = (...positions: number[]) =>
  positions.map((position) => ({ itemIdentifier: table.records[position]?.dynamodb?.SequenceNumber }));

describe('a batch', () => {
  it('becomes rows, a customer’s in the order of the stream, with numbers that grow', async () => {
    table.put('Customer#1', { customerID: '1' });
    table.put('Transaction#T1', { retailTransactionId: 'T1', customerId: '1' });
    table.put('Order#7', { id: '7' });
    table.put('Customer#2', { customerID: '2' });
    table.put('Transaction#T2', { retailTransactionId: 'T2', customerId: '1' });
    const report = await enqueue();
    expect(report).toMatchObject({ records: 5, captured: 4, skipped: 1, failed: 0 });
    expect(report.response).toEqual({ batchItemFailures: [] });
    const rows = await moveAll(store);
    expect(rows.map(({ uniqueId }) => uniqueId)).toEqual(['1', 'T1', '2', 'T2']);
    const numbers = rows.map(({ number }) => Number(number));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('that comes again changes nothing', async () => {
    table.put('Customer#1', { customerID: '1' });
    table.put('Customer#1', { customerID: '1', source: 'x' });
    await enqueue();
    expect(await enqueue()).toMatchObject({ captured: 0, ignored: 2, failed: 0 });
    expect(await moveAll(store)).toHaveLength(1);
  });

  it('folds what is next to one another in one step, and goes no further: a delete stays behind what came before it', async () => {
    table.put('Customer#1', { customerID: '1' });
    table.put('Customer#1', { customerID: '1', source: 'x' });
    table.put('Transaction#T1', { retailTransactionId: 'T1', customerId: '1' });
    table.mark('Customer#1');
    const calls: SyncChange['kind'][][] = [];
    const queue: EnqueuerPorts['queue'] = {
      takeNumbers: (count) => store.pending.takeNumbers(count),
      capture: (changes) => {
        calls.push(changes.map(({ kind }) => kind));
        return store.pending.capture(changes);
      },
    };
    await enqueue({ queue });
    expect(calls).toEqual([['insert', 'update'], ['insert'], ['delete']]);
    expect((await moveAll(store)).map(({ action }) => action)).toEqual(['CREATE', 'DELETE']);
  });

  it('is not captured while data sync is off, and what was missed is not made up for', async () => {
    table.put('Customer#1', { customerID: '1' });
    isOn = false;
    expect(await enqueue()).toMatchObject({ disabled: 1, captured: 0, response: { batchItemFailures: [] } });
    expect(await moveAll(store)).toEqual([]);
  });

  it('fails as a whole while nobody knows whether data sync is on', async () => {
    table.put('Customer#1', { customerID: '1' });
    await expect(
      enqueue({ captureSwitch: { isOn: () => Promise.reject(new Error('no answer')) } }),
    ).rejects.toThrow('no answer');
  });

  it('tells the age of the oldest change that it captured', async () => {
    table.put('Customer#1', { customerID: '1' });
    store.time.now = (table.records[0]?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000 + 250;
    expect((await enqueue()).oldestMs).toBe(250);
    expect((await enqueue()).oldestMs).toBeUndefined();
  });
});

describe('what fails', () => {
  it('holds back the rest of its customer, and nobody else; Lambda starts again at the lowest', async () => {
    table.put('Customer#2', { customerID: '2' });
    table.put('Customer#1', { customerID: '1' });
    table.put('Transaction#T1', { retailTransactionId: 'T1', customerId: '1' });
    table.put('Customer#3', { customerID: '3' });
    const report = await enqueue({ queue: failingFor('1') });
    expect(report).toMatchObject({ captured: 2, failed: 2 });
    expect(report.response.batchItemFailures).toEqual(failures(1));
    expect(await enqueue()).toMatchObject({ captured: 2, ignored: 2, failed: 0 });
    expect((await moveAll(store)).map(({ uniqueId }) => uniqueId)).toEqual(['2', '3', '1', 'T1']);
  });

  it('is everything when no numbers can be had', async () => {
    table.put('Customer#1', { customerID: '1' });
    table.put('Customer#2', { customerID: '2' });
    const takeNumbers = () => Promise.reject(new Error('out of reach'));
    const report = await enqueue({ queue: { ...failingFor(''), takeNumbers } });
    expect(report.response.batchItemFailures).toEqual(failures(0));
  });

  it('is what there is no time left for', async () => {
    table.put('Customer#1', { customerID: '1' });
    const report = await enqueueChanges(ports(), table.records, store.time.now);
    expect(report.response.batchItemFailures).toEqual(failures(0));
    expect(await moveAll(store)).toEqual([]);
  });
});

describe('a record that can never be captured', () => {
  beforeEach(() => {
    table.put('Customer#1', { customerID: '1' });
    table.records.push(UNREADABLE);
  });

  it('is parked whole, and is in the way of nothing', async () => {
    const report = await enqueue();
    expect(report).toMatchObject({ captured: 1, parked: 1, failed: 0, response: { batchItemFailures: [] } });
    expect(parking.parked).toMatchObject([{ record: UNREADABLE, reason: 'no-image' }]);
    expect(logged).toEqual([{ eventId: 'bad', reason: 'no-image' }]);
  });

  it('comes again when it cannot be parked', async () => {
    parking.isDown = true;
    const report = await enqueue();
    expect(report).toMatchObject({ captured: 1, parked: 0, failed: 1 });
    expect(report.response.batchItemFailures).toEqual(failures(1));
  });
});
