import type { ParkedRow, ParkedRows } from '../../data-sync/ports.ts';
import { AppError } from '../../domain/app-error.ts';
import type { Item } from './attribute-value.ts';
import { dropTexts } from './large-texts.ts';
import type { PackedWrites } from './packed-writes.ts';
import { parkedRef, parkedRow, unparkedItem } from './parked-item.ts';
import { syncAction } from './sync-action.ts';
import { markKey, PARKED_PARTITION, parkedKey, pendingQueueOf, SYNC_LEDGER } from './sync-layout.ts';
import { type MarkedRow, markIs, markItem, markOf, type SyncMark } from './sync-mark.ts';
import { ROW, rowOf } from './sync-row-item.ts';
import { depthWrites, type SyncStoreOptions, syncTableCalls } from './sync-store.ts';
import type { TableCalls } from './table-calls.ts';
import type { Condition } from './write.ts';

const TRIES = 10;
const IS_THERE: Condition = [[{ attribute: ROW.number, is: 'there' }]];

/** Parked rows, whole, in the data sync ledger. */
export class DynamoDbParkedRows implements ParkedRows {
  readonly #options: SyncStoreOptions;
  readonly #calls: TableCalls;
  readonly #writes: PackedWrites;

  constructor(options: SyncStoreOptions) {
    this.#options = options;
    this.#calls = syncTableCalls(options);
    this.#writes = depthWrites(options, this.#calls);
  }

  async list({ limit, after }: { limit: number; after?: string }): Promise<readonly ParkedRow[]> {
    const from = after === undefined ? undefined : parkedKey(after);
    const { items } = await this.#calls.page({
      TableName: this.#options.tables.ledger,
      ConsistentRead: true,
      Limit: limit,
      KeyConditionExpression: from === undefined ? '#pk = :pk' : '#pk = :pk AND #sk > :after',
      ExpressionAttributeNames: {
        '#pk': SYNC_LEDGER.partitionKey,
        ...(from && { '#sk': SYNC_LEDGER.sortKey }),
      },
      ExpressionAttributeValues: {
        ':pk': { S: PARKED_PARTITION },
        ...(from && { ':after': from[SYNC_LEDGER.sortKey] ?? { S: '' } }),
      },
    });
    return Promise.all(items.map(async (item) => parkedRow(item, await this.#text(item))));
  }

  async redrive(number: string): Promise<'redriven' | 'superseded' | 'absent'> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const parked = await this.#parked(number);
      if (parked === undefined) return 'absent';
      const key = markKey(parked[ROW.objName]?.S ?? '', parked[ROW.uniqueId]?.S ?? '');
      const mark = markOf((await this.#calls.get(this.#options.tables.ledger, [key]))[0]);
      if ((mark?.sequence ?? '') > (parked[ROW.sequence]?.S ?? '')) {
        if (await this.discard(number)) return 'superseded';
      } else if (await this.#putBack(parked, { key, mark })) return 'redriven';
      await this.#calls.pause(tries);
    }
    throw new AppError('CONTENTION', 'a parked row kept changing', { retryable: true });
  }

  async discard(number: string): Promise<boolean> {
    const parked = await this.#parked(number);
    if (parked === undefined) return false;
    const key = parkedKey(number);
    const outcome = await this.#writes.write({
      actions: [syncAction(this.#options.tables.ledger, { kind: 'delete', key }, IS_THERE)],
      depths: { parked: -1 },
    });
    const ref = parkedRef(parked);
    if (outcome === 'done' && ref !== undefined) await dropTexts(this.#options.largeTexts, [ref]);
    return outcome === 'done';
  }

  /** Back among the pending rows, where the next change of the object finds it. */
  async #putBack(parked: Item, { key, mark }: { key: Item; mark: SyncMark | undefined }): Promise<boolean> {
    const { tables } = this.#options;
    const item = unparkedItem(parked);
    const { objName, ...row } = rowOf({
      ...parked,
      ...(parkedRef(parked) && { [ROW.jsonObject]: { S: '' } }),
    });
    const queue = pendingQueueOf(objName);
    const outcome = await this.#writes.write({
      actions: [
        syncAction(tables.ledger, { kind: 'delete', key: parkedKey(row.number) }, IS_THERE),
        syncAction(tables[queue], { kind: 'put', key: {}, item }),
        syncAction(
          tables.ledger,
          { kind: 'put', key, item: { ...key, ...markItem(markWith(mark, row, item), this.#calls.clock()) } },
          markIs(mark),
        ),
      ],
      depths: { parked: -1, [queue]: 1 },
    });
    return outcome === 'done';
  }

  async #parked(number: string): Promise<Item | undefined> {
    const [item] = await this.#calls.get(this.#options.tables.ledger, [parkedKey(number)]);
    return item;
  }

  async #text(item: Item): Promise<string | undefined> {
    const ref = parkedRef(item);
    return ref === undefined ? undefined : this.#options.largeTexts.get(ref);
  }
}

function markWith(mark: SyncMark | undefined, row: MarkedRow, item: Item): SyncMark {
  const { lane, number, action } = row;
  const others = (mark?.rows ?? []).filter((other) => other.number !== number);
  const rows = [...others, { lane, number, action }].sort((a, b) =>
    Number(BigInt(a.number) - BigInt(b.number)),
  );
  const last = BigInt(number);
  return {
    sequence: mark?.sequence ?? item[ROW.sequence]?.S ?? '',
    rows,
    lastNumber: mark !== undefined && mark.lastNumber > last ? mark.lastNumber : last,
    revision: (mark?.revision ?? 0) + 1,
  };
}
