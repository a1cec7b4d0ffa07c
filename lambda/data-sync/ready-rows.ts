import type { SyncRow } from '../domain/sync-row.ts';

/**
 * Rows waiting to be sent, at most one of a customer at a time: the next row is of a customer that nothing is in
 * flight for, and among those of the one with the most rows waiting, so that no long queue is left for the end.
 */
export class ReadyRows {
  readonly #waiting = new Map<string, SyncRow[]>();
  readonly #busy = new Set<string>();
  /** Customers that are ready, by how many rows they have waiting. */
  readonly #ready: Set<string>[] = [];
  #size = 0;

  /** How many rows wait, those in flight not counted. */
  get size(): number {
    return this.#size;
  }

  /** Adds a row behind the others of its customer. */
  add(row: SyncRow): void {
    this.#change(row.orderKey, (rows) => rows.push(row));
  }

  /** Puts a row that was taken back in front of the others of its customer, who stays busy until `release`. */
  putBack(row: SyncRow): void {
    this.#change(row.orderKey, (rows) => rows.unshift(row));
  }

  /** Takes up to `limit` rows of one customer, in order, and keeps that customer busy; empty when nobody is ready. */
  take(limit: number): readonly SyncRow[] {
    const orderKey = this.#longest();
    if (orderKey === undefined) return [];
    let taken: readonly SyncRow[] = [];
    this.#change(orderKey, (rows) => {
      taken = rows.splice(0, limit);
      this.#busy.add(orderKey);
    });
    return taken;
  }

  /** The customer's rows in flight have been answered: the next may go. */
  release(orderKey: string): void {
    this.#change(orderKey, () => this.#busy.delete(orderKey));
  }

  #change(orderKey: string, change: (rows: SyncRow[]) => void): void {
    const rows = this.#waiting.get(orderKey) ?? [];
    const before = rows.length;
    this.#ready[before]?.delete(orderKey);
    change(rows);
    this.#size += rows.length - before;
    if (rows.length === 0) this.#waiting.delete(orderKey);
    else this.#waiting.set(orderKey, rows);
    if (rows.length > 0 && !this.#busy.has(orderKey)) this.#readyAt(rows.length).add(orderKey);
    while (this.#ready.length > 0 && this.#ready.at(-1)?.size === 0) this.#ready.pop();
  }

  #readyAt(length: number): Set<string> {
    while (this.#ready.length <= length) this.#ready.push(new Set());
    return this.#ready[length] ?? new Set();
  }

  #longest(): string | undefined {
    return this.#ready.at(-1)?.values().next().value;
  }
}
