import type { SyncRow, SyncRowKey } from '../domain/sync-row.ts';
import type { Lease, SyncQueues } from './ports.ts';
import { ReadyRows } from './ready-rows.ts';

export interface RowWindowOptions {
  readonly queues: SyncQueues;
  readonly lanes: readonly number[];
  /** `progress`: only what earlier runs left. `pending`: that first, then batches until nothing is pending. */
  readonly from: 'progress' | 'pending';
  /** Rows taken from the queues at a time. */
  readonly batchSize: number;
}

/**
 * The part of the queues that is in memory: at most three batches, however long the queues are and whoever is held
 * back. What finds no room stays where it is, in the progress queue, and is read again when the rest is done.
 */
export class RowWindow {
  readonly #options: RowWindowOptions;
  readonly #rows = new ReadyRows();
  /** Customers whose rows wait in the progress queue only, for want of room here while they are held back. */
  readonly #setAside = new Set<string>();
  /** What was in progress comes first, always: later rows of its customers may be pending. */
  #reading: 'progress' | 'pending' | 'nothing' = 'progress';
  #lastRead: SyncRowKey | undefined;

  constructor(options: RowWindowOptions) {
    this.#options = options;
  }

  /** How many rows wait here. */
  get size(): number {
    return this.#rows.size;
  }

  /** Whether there is room for a batch, and may be one to fill it. */
  get wantsMore(): boolean {
    const ready = this.#rows.size - this.#rows.heldSize;
    return this.#reading !== 'nothing' && ready < this.#options.batchSize;
  }

  /** Whether nothing waits, here or in the queues. */
  get isDone(): boolean {
    return this.#reading === 'nothing' && this.#rows.size === 0 && this.#setAside.size === 0;
  }

  /** Takes the next batch from the queues. Rejects as they do; then it can be called again. */
  async refill(lease: Lease): Promise<void> {
    const rows = this.#reading === 'pending' ? await this.#move(lease) : await this.#read();
    if (rows.length === 0)
      this.#reading =
        this.#reading === 'progress' && this.#options.from === 'pending' ? 'pending' : 'nothing';
    for (const row of rows) if (!this.#setAside.has(row.orderKey)) this.#rows.add(row);
    this.#makeRoom();
  }

  /** Takes rows of one customer that is ready, in order and up to its limit; it stays busy until `hold` or `release`. */
  take(limitOf: (orderKey: string) => number): readonly SyncRow[] {
    return this.#rows.take(limitOf);
  }

  /** Puts rows that were taken back in their place and holds their customer back until `release`. */
  hold(taken: readonly [SyncRow, ...SyncRow[]]): void {
    this.#rows.hold(taken);
    this.#makeRoom();
  }

  /** The customer may go on with its next row. */
  release(orderKey: string): void {
    this.#rows.release(orderKey);
  }

  /** Reads again what was set aside, if all else is done. Only while nobody is busy or held, or a row could come twice. */
  readAgain(): void {
    if (this.#setAside.size === 0 || this.#reading !== 'nothing' || this.#rows.size > 0) return;
    this.#setAside.clear();
    this.#lastRead = undefined;
    this.#reading = 'progress';
  }

  #makeRoom(): void {
    if (this.#rows.heldSize <= this.#options.batchSize) return;
    for (const orderKey of this.#rows.dropHeld()) this.#setAside.add(orderKey);
  }

  #move(lease: Lease): Promise<readonly SyncRow[]> {
    const { queues, lanes, batchSize: limit } = this.#options;
    return queues.moveBatch({ lanes, limit, lease });
  }

  async #read(): Promise<readonly SyncRow[]> {
    const { queues, lanes, batchSize: limit } = this.#options;
    const after = this.#lastRead;
    const rows = await queues.inProgress(after === undefined ? { lanes, limit } : { lanes, limit, after });
    this.#lastRead = rows.at(-1) ?? after;
    return rows;
  }
}
