import fc from 'fast-check';
import { MemoryParkingPlace } from '../../lambda/adapters/memory/memory-parking-place.ts';
import type { Lease } from '../../lambda/data-sync/ports.ts';
import type { SyncRow } from '../../lambda/domain/sync-row.ts';
import { enqueueChanges } from '../../lambda/sync-enqueuer/enqueue-changes.ts';
import { RecordStream } from '../support/record-stream.ts';
import {
  ALL_LANES,
  fakeSyncStore,
  inProgress,
  leaseOf,
  memorySyncStore,
  type SyncStoreUnderTest,
} from '../support/sync-stores.ts';

type Step =
  /** A writer changes a record. */
  | { readonly do: 'put' | 'mark' | 'remove'; readonly record: string }
  /** The stream brings the next records; `again` from so many before them: seen twice, and older behind newer. */
  | { readonly do: 'stream'; readonly count: number; readonly again: number }
  /** The job moves rows, and delivers of those that it has in memory. */
  | { readonly do: 'move' | 'deliver'; readonly count: number }
  /** The job is cut off: what it had in memory is gone, delivered but not removed or not. */
  | { readonly do: 'crash'; readonly afterDelivery: boolean };

const RECORDS = ['Customer#1', 'Customer#2', 'Customer#3', 'Transaction#T1', 'Transaction#T2'];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('put', 'put', 'mark', 'remove'),
      record: fc.constantFrom(...RECORDS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('stream'),
      count: fc.nat(5),
      again: fc.constantFrom(0, 0, 1, 3, 9),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('move', 'deliver'), count: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash'), afterDelivery: fc.boolean() }) },
) as fc.Arbitrary<Step>;

/** A table, its stream, the queues, a job, and a receiver who keeps what it is told. */
class Scene {
  readonly table = new RecordStream();
  readonly received: SyncRow[] = [];
  readonly #store: SyncStoreUnderTest;
  #lease: Lease | undefined;
  #memory: SyncRow[] = [];
  #read = 0;
  #version = 0;

  constructor(store: SyncStoreUnderTest) {
    this.#store = store;
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'put') this.#put(step.record);
    else if (step.do === 'mark' || step.do === 'remove') this.table[step.do](step.record);
    else if (step.do === 'stream') await this.stream(step.count, step.again);
    else if (step.do === 'move') await this.#move(step.count);
    else if (step.do === 'deliver') for (let count = 0; count < step.count; count++) await this.#deliver();
    else if (step.do === 'crash') await this.#crash(step.afterDelivery);
  }

  #put(record: string): void {
    this.#version += 1;
    const id = record.slice(record.indexOf('#') + 1);
    const source = `v${this.#version}`;
    const fields = record.startsWith('Customer')
      ? { customerID: id, source }
      : { retailTransactionId: id, customerId: '1', notes: source };
    this.table.put(record, fields);
  }

  async stream(count: number, again: number): Promise<void> {
    const { records } = this.table;
    const batch = records.slice(Math.max(0, this.#read - again), this.#read + count);
    this.#read = Math.min(records.length, this.#read + count);
    const report = await enqueueChanges(
      {
        queue: this.#store.pending,
        captureSwitch: { isOn: async () => true },
        parking: new MemoryParkingPlace(),
        clock: () => this.#store.time.now,
        log: { parked: () => {}, failed: () => {} },
      },
      batch,
      Number.POSITIVE_INFINITY,
    );
    expect(report).toMatchObject({ parked: 0, failed: 0 });
  }

  async #start(): Promise<Lease> {
    if (this.#lease === undefined) {
      this.#lease = await leaseOf(this.#store);
      // What an earlier run left comes first.
      this.#memory = [...(await inProgress(this.#store))];
    }
    return this.#lease;
  }

  async #move(limit: number): Promise<number> {
    const lease = await this.#start();
    const rows = await this.#store.queues.moveBatch({ lanes: ALL_LANES, limit, lease });
    this.#memory.push(...rows);
    return rows.length;
  }

  async #deliver(): Promise<void> {
    const lease = await this.#start();
    const row = this.#memory.shift();
    if (row === undefined) return;
    this.received.push(row);
    await this.#store.queues.remove(row, lease);
  }

  async #crash(afterDelivery: boolean): Promise<void> {
    const [row] = this.#memory;
    if (row !== undefined && afterDelivery) this.received.push(row);
    this.#memory = [];
    this.#lease = undefined;
  }

  /** Everything that is left goes its way. */
  async finish(): Promise<void> {
    while (this.#read < this.table.records.length) await this.stream(10, 2);
    await this.#start();
    do while (this.#memory.length > 0) await this.#deliver();
    while ((await this.#move(10)) > 0);
    expect(await inProgress(this.#store)).toEqual([]);
    const { customerPending, transactionPending, progress } = await this.#store.depths.read();
    expect([customerPending, transactionPending, progress]).toEqual([
      { depth: 0 },
      { depth: 0 },
      { depth: 0 },
    ]);
  }

  of(record: string): readonly SyncRow[] {
    return this.received.filter(({ objName, uniqueId }) => `${objName}#${uniqueId}` === record);
  }
}

function versionOf({ jsonObject }: SyncRow): number {
  return Number(/"v(\d+)"/.exec(jsonObject ?? '')?.[1] ?? Number.NaN);
}

function expectRightEnd(scene: Scene): void {
  for (const record of RECORDS) {
    const rows = scene.of(record);
    const current = scene.table.current(record);
    const changed = scene.table.records.some(({ dynamodb }) => dynamodb?.Keys?._key?.S === record);
    if (!changed) expect(rows).toEqual([]);
    else if (current !== undefined)
      expect([record, versionOf(rows.at(-1) as SyncRow)]).toEqual([
        record,
        Number((current.source ?? current.notes)?.S?.slice(1)),
      ]);
    else if (record.startsWith('Customer')) expect([record, rows.at(-1)?.action]).toEqual([record, 'DELETE']);
    else expect(rows.length).toBeGreaterThan(0);
  }
}

/** Nobody hears something older after something newer, but for what comes again with the number of the first time. */
function expectOrder(scene: Scene): void {
  for (const record of RECORDS) {
    const versions = scene
      .of(record)
      .filter(({ action }) => action !== 'DELETE')
      .map(versionOf);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  }
  for (const orderKey of ['1', '2', '3']) {
    const numbers = scene.received
      .filter((row) => row.orderKey === orderKey)
      .map(({ number }) => Number(number));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  }
}

/** What a customer was created anew after is heard before it. */
function expectDeletesBefore(scene: Scene): void {
  for (const record of RECORDS.filter((name) => name.startsWith('Customer'))) {
    const rows = scene.of(record);
    for (const [index, row] of rows.entries())
      if (row.action === 'CREATE' && index > 0)
        expect([record, rows[index - 1]?.action]).toEqual([
          record,
          // A CREATE comes after a DELETE, or is the one that came before and comes again.
          rows[index - 1]?.number === row.number ? 'CREATE' : 'DELETE',
        ]);
  }
}

describe.each([
  ['in memory', () => memorySyncStore(), 1500],
  ['on DynamoDB', () => fakeSyncStore(), 150],
])('whatever happens to the queues %s', (_name, open, numRuns) => {
  it('the receiver ends with what stands in the table, and never goes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const scene = new Scene(open());
        for (const one of steps) await scene.take(one);
        await scene.finish();
        expectRightEnd(scene);
        expectOrder(scene);
        expectDeletesBefore(scene);
      }),
      { numRuns },
    );
  }, 60_000);
});
