import type { Item } from './attribute-value.ts';
import type { SyncQueueName, SyncTableNames } from './sync-layout.ts';
import { ROW } from './sync-row-item.ts';
import type { TableCalls } from './table-calls.ts';

/** The first rows of a lane. */
export interface LanePage {
  /** In the order of their numbers. */
  readonly items: readonly Item[];
  /** Whether the lane holds more rows behind them. */
  readonly more: boolean;
}

interface PageRequest {
  readonly lane: number;
  readonly limit: number;
  /** Only rows with greater numbers. @default all */
  readonly after?: bigint | undefined;
}

/** Row numbers of items, to order them by. */
export function numberOf(item: Item): bigint {
  return BigInt(item[ROW.number]?.N ?? 0);
}

/** Items by their numbers. */
export function byNumber(left: Item, right: Item): number {
  return numberOf(left) < numberOf(right) ? -1 : 1;
}

/** Rows of pages that each begin a queue, as far as none in between can be missing: up to where the first page ends. */
export function mergedRows(pages: readonly LanePage[]): readonly Item[] {
  const ends = pages.flatMap(({ items, more }) => (more ? items.slice(-1).map(numberOf) : []));
  const isCertain = (item: Item): boolean => ends.every((end) => numberOf(item) <= end);
  return pages.flatMap(({ items }) => items.filter(isCertain)).sort(byNumber);
}

/** Reads lanes of the queues from their beginnings: the cost is that of what is read, however long the queues are. */
export class LaneReader {
  readonly #calls: TableCalls;
  readonly #tables: SyncTableNames;

  constructor(calls: TableCalls, tables: SyncTableNames) {
    this.#calls = calls;
    this.#tables = tables;
  }

  /** The first rows of a lane in one queue. */
  async page(queue: SyncQueueName, { lane, limit, after }: PageRequest): Promise<LanePage> {
    const page = await this.#calls.page({
      TableName: this.#tables[queue],
      // Without it, a customer's later row could be seen before an earlier one.
      ConsistentRead: true,
      Limit: limit,
      KeyConditionExpression: after === undefined ? '#lane = :lane' : '#lane = :lane AND #number > :after',
      ExpressionAttributeNames: { '#lane': ROW.lane, ...(after !== undefined && { '#number': ROW.number }) },
      ExpressionAttributeValues: {
        ':lane': { N: String(lane) },
        ...(after !== undefined && { ':after': { N: String(after) } }),
      },
    });
    return { items: page.items, more: page.more };
  }

  /**
   * The first pending rows of a lane, of both queues, none of which has an unseen earlier row of the same customer. The two queues
   * cannot be read at one moment: a transaction that came in after the first look at them is taken only where the customers' queue,
   * read after it, shows a later row of the same customer; a customer's row is taken after the transactions were looked at again.
   */
  async pending(lane: number, limit: number): Promise<LanePage> {
    const before = await this.page('transactionPending', { lane, limit });
    const customers = await this.page('customerPending', { lane, limit });
    if (customers.items.length === 0) return before;
    const after = await this.page('transactionPending', { lane, limit });
    const seen = new Set(before.items.map(numberOf));
    const last = new Map(customers.items.map((item) => [item[ROW.orderKey]?.S, numberOf(item)]));
    const safe = after.items.filter(
      (item) => seen.has(numberOf(item)) || numberOf(item) < (last.get(item[ROW.orderKey]?.S) ?? 0n),
    );
    const items = mergedRows([customers, after]).filter(
      (item) => customers.items.includes(item) || safe.includes(item),
    );
    return { items, more: customers.more || after.more || safe.length < after.items.length };
  }
}
