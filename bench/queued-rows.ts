import type { Lease, Leases, SyncQueues } from '../lambda/data-sync/ports.ts';
import { laneOf, type SyncRow } from '../lambda/domain/sync-row.ts';

export interface QueuedRowsOptions {
  readonly rows: number;
  readonly customers: number;
  /** JSON_OBJECT of every row. */
  readonly jsonObject: string;
  /** Called after each row that was removed, with how many there were. */
  readonly removed?: (count: number) => void;
}

/**
 * A queue of so many rows, each of a customer picked by chance, that are made when they are asked for: what memory a
 * turn needs is then its own. Throws when a row is removed before an earlier one of its customer.
 */
export class QueuedRows implements SyncQueues {
  removed = 0;
  readonly #options: QueuedRowsOptions;
  readonly #lastOf = new Map<string, number>();
  readonly #customers: readonly Pick<SyncRow, 'orderKey' | 'lane'>[];
  #made = 0;

  constructor(options: QueuedRowsOptions) {
    this.#options = options;
    this.#customers = Array.from({ length: options.customers }, (_, index) => {
      const orderKey = `customer-${index}`;
      return { orderKey, lane: laneOf(orderKey) };
    });
  }

  async inProgress(): Promise<readonly SyncRow[]> {
    return [];
  }

  async moveBatch({ limit }: { readonly limit: number }): Promise<readonly SyncRow[]> {
    const count = Math.min(limit, this.#options.rows - this.#made);
    return Array.from({ length: count }, () => this.#make());
  }

  async remove(row: Pick<SyncRow, 'number'>): Promise<void> {
    const { orderKey, number } = row as SyncRow;
    const last = this.#lastOf.get(orderKey) ?? 0;
    if (Number(number) <= last) throw new Error(`row ${number} of ${orderKey} came after ${last}`);
    this.#lastOf.set(orderKey, Number(number));
    this.removed += 1;
    this.#options.removed?.(this.removed);
  }

  async park(row: SyncRow): Promise<void> {
    throw new Error(`row ${row.number} was parked`);
  }

  #make(): SyncRow {
    this.#made += 1;
    const customer = Math.floor(Math.random() * this.#options.customers);
    const { orderKey, lane } = this.#customers[customer] as Pick<SyncRow, 'orderKey' | 'lane'>;
    return {
      lane,
      number: `${this.#made}`,
      objName: 'Customer',
      uniqueId: orderKey,
      orderKey,
      action: 'UPDATE',
      jsonObject: this.#options.jsonObject,
      enqueuedAt: 0,
      version: 1,
    };
  }
}

/** Leases that nobody else wants. */
export const ENDLESS_LEASES: Leases = {
  acquire: async ({ worker, forMs }) => ({ worker, token: '1', until: Date.now() + forMs }),
  renew: async (lease: Lease, forMs) => ({ ...lease, until: Date.now() + forMs }),
  release: async () => {},
};
