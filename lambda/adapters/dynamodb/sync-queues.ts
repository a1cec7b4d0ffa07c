import type { DeliveryFailure, Lease, SyncQueues } from '../../data-sync/ports.ts';
import { AppError } from '../../domain/app-error.ts';
import type { SyncRow, SyncRowKey } from '../../domain/sync-row.ts';
import type { Item } from './attribute-value.ts';
import { itemSize } from './item-size.ts';
import { byNumber, LaneReader, mergedRows } from './lane-reader.ts';
import { dropTexts } from './large-texts.ts';
import { PackedWrites } from './packed-writes.ts';
import { parkedItem } from './parked-item.ts';
import { syncAction } from './sync-action.ts';
import { depthItem, leaseKey, parkedKey, pendingQueueOf, SYNC_LEDGER, sumDepths } from './sync-layout.ts';
import { leaseIs } from './sync-leases.ts';
import { keyOf, keyOfItem, ROW, rowKey, rowOf } from './sync-row-item.ts';
import { type SyncStoreOptions, syncTableCalls } from './sync-store.ts';
import type { TableCalls } from './table-calls.ts';
import type { Condition } from './write.ts';

/** Rows of one customer that move together; two actions each. */
const ROWS_A_MOVE = 24;
/** Lanes that were seen empty are looked at again this often, and when no other has anything. */
const BATCHES_A_ROUND = 8;
const ROWS_A_LANE = 4;

const IS_THERE: Condition = [[{ attribute: ROW.number, is: 'there' }]];

/** The queues in DynamoDB, as one run's worker uses them. Its writes go one transaction after the other, as full as can be. */
export class DynamoDbSyncQueues implements SyncQueues {
  readonly #options: SyncStoreOptions;
  readonly #calls: TableCalls;
  readonly #lanes: LaneReader;
  readonly #writes = new Map<string, PackedWrites>();
  /** Where the texts of rows lie that were given out, by number. */
  readonly #refs = new Map<string, string>();
  #emptyLanes = new Set<number>();
  #batches = 0;

  constructor(options: SyncStoreOptions) {
    this.#options = options;
    this.#calls = syncTableCalls(options);
    this.#lanes = new LaneReader(this.#calls, options.tables);
  }

  async inProgress(request: {
    lanes: readonly number[];
    after?: SyncRowKey;
    limit: number;
  }): Promise<readonly SyncRow[]> {
    const { lanes, limit } = request;
    const after = request.after && BigInt(request.after.number);
    const perLane = Math.max(ROWS_A_LANE, Math.ceil(limit / lanes.length));
    for (;;) {
      const pages = await Promise.all(
        lanes.map((lane) => this.#lanes.page('progress', { lane, limit: perLane, after })),
      );
      const items = mergedRows(pages).slice(0, limit);
      const rows = await this.#rows(items);
      // All of a page can have been deleted since: what is behind it is not nothing.
      if (rows.length > 0 || items.length === 0) return rows;
    }
  }

  async moveBatch(request: {
    lanes: readonly number[];
    limit: number;
    lease: Lease;
  }): Promise<readonly SyncRow[]> {
    for (;;) {
      const { items, certain } = await this.#pending(request);
      const moved = await this.#moveAll(items, request.lease);
      const rows = await this.#rows(moved);
      if (rows.length > 0 || (items.length === 0 && certain)) return rows;
    }
  }

  async remove(row: SyncRowKey, lease: Lease): Promise<void> {
    const { tables, largeTexts } = this.#options;
    await this.#writesOf(lease).write({
      actions: [syncAction(tables.progress, { kind: 'delete', key: rowKey(row) }, IS_THERE)],
      depths: { progress: -1 },
    });
    const ref = this.#refs.get(row.number);
    this.#refs.delete(row.number);
    if (ref !== undefined) await dropTexts(largeTexts, [ref]);
  }

  async park(row: SyncRow, reason: DeliveryFailure, lease: Lease): Promise<void> {
    const { tables } = this.#options;
    const [item] = await this.#calls.get(tables.progress, [rowKey(row)]);
    this.#refs.delete(row.number);
    // Its object has been deleted meanwhile, and the row with it.
    if (item === undefined) return;
    const parked = parkedItem(item, reason, this.#calls.clock());
    await this.#writesOf(lease).write({
      actions: [
        syncAction(tables.progress, { kind: 'delete', key: rowKey(row) }, IS_THERE),
        syncAction(tables.ledger, { kind: 'put', key: parkedKey(row.number), item: parked }),
      ],
      depths: { progress: -1, parked: 1 },
      takenBytes: itemSize(item),
    });
  }

  #writesOf(lease: Lease): PackedWrites {
    const name = `${lease.worker} ${lease.token}`;
    const writes = this.#writes.get(name) ?? this.#newWrites(lease);
    this.#writes.set(name, writes);
    return writes;
  }

  /** Each transaction checks the lease and, in the same write, counts what it does. */
  #newWrites(lease: Lease): PackedWrites {
    const { ledger } = this.#options.tables;
    return new PackedWrites({
      calls: this.#calls,
      head: (depths) => {
        const add = { ...depthItem(depths), [SYNC_LEDGER.writes]: { N: '1' } };
        return syncAction(ledger, { kind: 'set', key: leaseKey(lease.worker), add }, leaseIs(lease));
      },
      headRefused: () =>
        new AppError('LEASE_LOST', `the lease of worker ${lease.worker} has been given back or taken over`),
    });
  }

  /** Up to `limit` pending rows, oldest first. `certain`: all lanes have been looked at, so that none means none. */
  async #pending(request: { lanes: readonly number[]; limit: number }): Promise<{
    items: readonly Item[];
    certain: boolean;
  }> {
    if (this.#batches++ % BATCHES_A_ROUND === 0) this.#emptyLanes = new Set();
    const some = request.lanes.filter((lane) => !this.#emptyLanes.has(lane));
    const lanes = some.length > 0 ? some : request.lanes;
    const perLane = Math.max(ROWS_A_LANE, Math.ceil(request.limit / lanes.length));
    const pages = await Promise.all(lanes.map((lane) => this.#lanes.pending(lane, perLane)));
    const items = pages
      .flatMap((page) => page.items)
      .sort(byNumber)
      .slice(0, request.limit);
    for (const [index, page] of pages.entries()) {
      const last = page.items.at(-1);
      const all = last === undefined || items.includes(last);
      if (!page.more && all) this.#emptyLanes.add(lanes[index] as number);
      else this.#emptyLanes.delete(lanes[index] as number);
    }
    const certain = lanes.length === request.lanes.length && pages.every(({ more }) => !more);
    return { items, certain };
  }

  async #moveAll(items: readonly Item[], lease: Lease): Promise<readonly Item[]> {
    const customers = Map.groupBy(items, (item) => item[ROW.orderKey]?.S);
    const moved = await Promise.all([...customers.values()].map((rows) => this.#moveInOrder(rows, lease)));
    return moved.flat().sort(byNumber);
  }

  /** Moves a customer's rows, all of a piece or none: a later one never moves without an earlier one. */
  async #moveInOrder(items: readonly Item[], lease: Lease): Promise<readonly Item[]> {
    const moved: Item[] = [];
    for (let start = 0; start < items.length; start += ROWS_A_MOVE) {
      let left = items.slice(start, start + ROWS_A_MOVE);
      while (left.length > 0 && (await this.#move(left, lease)) === 'refused')
        left = await this.#asTheyAre(left);
      moved.push(...left);
    }
    return moved;
  }

  #move(items: readonly Item[], lease: Lease): Promise<'done' | 'refused'> {
    const { tables } = this.#options;
    const actions = items.flatMap((item) => {
      const version = item[ROW.version] ?? { N: '0' };
      const key = keyOfItem(item);
      return [
        syncAction(tables[queueOf(item)], { kind: 'delete', key }, [
          [{ attribute: ROW.version, is: '=', value: version }],
        ]),
        syncAction(tables.progress, { kind: 'put', key, item }),
      ];
    });
    const depths = sumDepths(items.map((item) => ({ [queueOf(item)]: -1, progress: 1 })));
    const takenBytes = items.reduce((sum, item) => sum + itemSize(item), 0);
    return this.#writesOf(lease).write({ actions, depths, takenBytes });
  }

  /** Rows that were refreshed since they were read, in their new form; those that are gone, gone. */
  async #asTheyAre(items: readonly Item[]): Promise<Item[]> {
    const { tables } = this.#options;
    const now = await Promise.all(
      items.map(async (item) => (await this.#calls.get(tables[queueOf(item)], [keyOfItem(item)]))[0]),
    );
    return now.filter((item) => item !== undefined);
  }

  async #rows(items: readonly Item[]): Promise<readonly SyncRow[]> {
    const rows = await Promise.all(items.map((item) => this.#row(item)));
    return rows.flatMap((row) => row ?? []);
  }

  /** The row of an item, its text fetched; undefined when its object has been deleted since, and its text with it. */
  async #row(item: Item): Promise<SyncRow | undefined> {
    const ref = item[ROW.objectRef]?.S;
    if (ref === undefined) return rowOf(item);
    const text = await this.#options.largeTexts.get(ref);
    if (text !== undefined) {
      this.#refs.set(keyOf(item).number, ref);
      return rowOf(item, text);
    }
    const [still] = await this.#calls.get(this.#options.tables.progress, [keyOfItem(item)]);
    return still && rowOf(still);
  }
}

function queueOf(item: Item): 'customerPending' | 'transactionPending' {
  return pendingQueueOf(item[ROW.objName]?.S === 'Customer' ? 'Customer' : 'Transaction');
}
