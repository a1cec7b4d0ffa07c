import { MemoryParkingPlace } from '../../lambda/adapters/memory/memory-parking-place.ts';
import type { Lease } from '../../lambda/data-sync/ports.ts';
import { laneOf, type SyncRow } from '../../lambda/domain/sync-row.ts';
import { enqueueChanges } from '../../lambda/sync-enqueuer/enqueue-changes.ts';
import { RecordStream } from './record-stream.ts';
import { inProgress, leaseOf, type SyncStoreUnderTest } from './sync-stores.ts';

/** One thing that happens. */
export type Step =
  /** A writer changes a record. */
  | { readonly do: 'put' | 'mark' | 'remove'; readonly record: string; readonly large?: boolean }
  /** The stream brings the next records; `again` from so many before them: seen twice, and older behind newer. */
  | { readonly do: 'stream'; readonly count: number; readonly again: number }
  /** The job moves rows, and delivers of those that it has in memory. */
  | { readonly do: 'move' | 'deliver'; readonly count: number }
  /** The job is cut off: what it had in memory is gone, delivered but not removed or not. */
  | { readonly do: 'crash'; readonly afterDelivery: boolean };

export const RECORDS = ['Customer#1', 'Customer#2', 'Customer#3', 'Transaction#T1', 'Transaction#T2'];

const LANES = [...new Set(['1', '2', '3'].map(laneOf))];

/** A table, its stream, the queues, a job, and a receiver who keeps what it is told. */
export class SyncScene {
  readonly table = new RecordStream();
  readonly received: SyncRow[] = [];
  #store: SyncStoreUnderTest;
  #lease: Lease | undefined;
  #memory: SyncRow[] = [];
  #read = 0;
  #version = 0;

  constructor(store: SyncStoreUnderTest) {
    this.#store = store;
  }

  /** Goes on with adapters of their own, as a process does that knows nothing of the one before. */
  async restart(store: SyncStoreUnderTest): Promise<void> {
    this.#store = store;
    await this.#crash(false);
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'put') this.#put(step.record, step.large);
    else if (step.do === 'mark' || step.do === 'remove') this.table[step.do](step.record);
    else if (step.do === 'stream') await this.stream(step.count, step.again);
    else if (step.do === 'move') await this.#move(step.count);
    else if (step.do === 'deliver') for (let count = 0; count < step.count; count++) await this.#deliver();
    else if (step.do === 'crash') await this.#crash(step.afterDelivery);
  }

  #put(record: string, large = false): void {
    this.#version += 1;
    const id = record.slice(record.indexOf('#') + 1);
    const source = `v${this.#version}${large ? ' '.repeat(310_000) : ''}`;
    const fields = record.startsWith('Customer')
      ? { customerID: id, source }
      : { retailTransactionId: id, customerId: '1', notes: source };
    this.table.put(record, fields);
  }

  async stream(count: number, again: number): Promise<void> {
    const { records } = this.table;
    const batch = records.slice(Math.max(0, this.#read - again), this.#read + count);
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
    if (report.failed > 0) throw new Error('a batch comes again');
    expect(report).toMatchObject({ parked: 0, captured: expect.any(Number) });
    this.#read = Math.min(records.length, this.#read + count);
  }

  async #start(): Promise<Lease> {
    if (this.#lease === undefined) {
      this.#lease = await leaseOf(this.#store);
      // What an earlier run left comes first.
      this.#memory = [...(await inProgress(this.#store, LANES))];
    }
    return this.#lease;
  }

  async #move(limit: number): Promise<number> {
    const lease = await this.#start();
    const rows = await this.#store.queues.moveBatch({ lanes: LANES, limit, lease });
    this.#memory.push(...rows);
    return rows.length;
  }

  async #deliver(): Promise<void> {
    const lease = await this.#start();
    const [row] = this.#memory;
    if (row === undefined) return;
    this.received.push(row);
    await this.#store.queues.remove(row, lease);
    this.#memory.shift();
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
  }

  /** All has been delivered, and the counters know it. */
  async expectEmptyQueues(): Promise<void> {
    expect(await inProgress(this.#store, LANES)).toEqual([]);
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
  return Number(/"v(\d+) *"/.exec(jsonObject ?? '')?.[1] ?? Number.NaN);
}

export function expectRightEnd(scene: SyncScene): void {
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
export function expectOrder(scene: SyncScene): void {
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
export function expectDeletesBefore(scene: SyncScene): void {
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
