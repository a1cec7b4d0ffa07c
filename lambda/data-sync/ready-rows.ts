import type { SyncRow } from '../domain/sync-row.ts';

/** `busy`: a request is in flight. `held`: waits before another try. */
interface Customer {
  rows: SyncRow[];
  state: 'ready' | 'busy' | 'held';
}

/**
 * Rows waiting to be sent, at most one request of a customer at a time: the next is of a customer that nothing is in
 * flight for, and among those of the one with the most rows waiting, so that no long queue is left for the end.
 */
export class ReadyRows {
  readonly #customers = new Map<string, Customer>();
  /** Ready customers by how many rows they have waiting; those of one length take turns. */
  readonly #ready: Set<string>[] = [];
  /** No ready customer has more rows than this. */
  #longest = 0;
  #size = 0;
  #heldSize = 0;

  /** How many rows wait, those in flight not counted, those held back counted. */
  get size(): number {
    return this.#size;
  }

  /** How many of them belong to customers that are held back. */
  get heldSize(): number {
    return this.#heldSize;
  }

  /** Adds a row behind the others of its customer. */
  add(row: SyncRow): void {
    const customer = this.#leave(row.orderKey);
    customer.rows.push(row);
    this.#enter(row.orderKey, customer);
  }

  /** Takes rows of one customer, in order and up to its limit, and keeps it busy; empty when nobody is ready. */
  take(limitOf: (orderKey: string) => number): readonly SyncRow[] {
    while (this.#longest > 0 && (this.#ready[this.#longest]?.size ?? 0) === 0) this.#longest -= 1;
    const orderKey = this.#ready[this.#longest]?.values().next().value;
    if (orderKey === undefined) return [];
    const customer = this.#leave(orderKey);
    const taken = customer.rows.splice(0, limitOf(orderKey));
    customer.state = 'busy';
    this.#enter(orderKey, customer);
    return taken;
  }

  /** Puts rows that were taken back in front of the others of their customer, which is held back until `release`. */
  hold(taken: readonly [SyncRow, ...SyncRow[]]): void {
    const { orderKey } = taken[0];
    const customer = this.#leave(orderKey);
    customer.rows.unshift(...taken);
    customer.state = 'held';
    this.#enter(orderKey, customer);
  }

  /** The customer may go on with its next row. */
  release(orderKey: string): void {
    const customer = this.#leave(orderKey);
    customer.state = 'ready';
    this.#enter(orderKey, customer);
  }

  /** Forgets all rows of the customers that are held back, and names these customers. */
  dropHeld(): readonly string[] {
    const held = [...this.#customers].filter(([, { state, rows }]) => state === 'held' && rows.length > 0);
    for (const [orderKey] of held) {
      const customer = this.#leave(orderKey);
      customer.rows = [];
      this.#enter(orderKey, customer);
    }
    return held.map(([orderKey]) => orderKey);
  }

  /** The customer, counted no more and out of the order, so that it can be changed. */
  #leave(orderKey: string): Customer {
    const customer = this.#customers.get(orderKey);
    if (customer === undefined) return { rows: [], state: 'ready' };
    this.#count(customer, -1);
    if (customer.state === 'ready') this.#ready[customer.rows.length]?.delete(orderKey);
    return customer;
  }

  /** Counts it again, in its new place. */
  #enter(orderKey: string, customer: Customer): void {
    this.#count(customer, 1);
    const { rows, state } = customer;
    if (rows.length > 0 || state !== 'ready') this.#customers.set(orderKey, customer);
    else this.#customers.delete(orderKey);
    if (rows.length > 0 && state === 'ready') this.#readyAt(rows.length).add(orderKey);
  }

  #count({ rows, state }: Customer, sign: 1 | -1): void {
    this.#size += sign * rows.length;
    if (state === 'held') this.#heldSize += sign * rows.length;
  }

  #readyAt(length: number): Set<string> {
    this.#longest = Math.max(this.#longest, length);
    while (this.#ready.length <= length) this.#ready.push(new Set());
    return this.#ready[length] as Set<string>;
  }
}
