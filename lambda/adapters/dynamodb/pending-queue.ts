import { AppError } from '../../domain/app-error.ts';
import { type Capture, captureChanges, type QueuedRow, type SyncChange } from '../../domain/sync-capture.ts';
import type { CaptureReceipt, PendingQueue } from '../../sync-enqueuer/ports.ts';
import { type CaptureWrites, captureActions } from './capture-actions.ts';
import { contentOf, dropTexts } from './large-texts.ts';
import type { PackedWrites } from './packed-writes.ts';
import { markKey, numbersKey, pendingQueueOf, SYNC_LEDGER, sequenceText } from './sync-layout.ts';
import { greatestNumber, type MarkedRow, markOf, type SyncMark } from './sync-mark.ts';
import { keyOf, ROW, rowKey } from './sync-row-item.ts';
import { depthWrites, type SyncStoreOptions, syncTableCalls } from './sync-store.ts';
import type { TableCalls } from './table-calls.ts';

/** Others change the same object at the same time, at most: one job that moves its rows, one invocation that was given up. */
const TRIES = 20;
/** A mark with more rows is worth two reads to find out which of them have been delivered. */
const ROWS_A_MARK = 4;

/** Rows as they lie in the queues now. */
interface Standing {
  readonly rows: readonly QueuedRow[];
  /** Where the texts of those lie that are too large, by number. */
  readonly refs: ReadonlyMap<string, string>;
}

/** The pending queues in DynamoDB. */
export class DynamoDbPendingQueue implements PendingQueue {
  readonly #options: SyncStoreOptions;
  readonly #calls: TableCalls;
  readonly #writes: PackedWrites;

  constructor(options: SyncStoreOptions) {
    this.#options = options;
    this.#calls = syncTableCalls(options);
    this.#writes = depthWrites(options, this.#calls);
  }

  async takeNumbers(count: number): Promise<bigint> {
    const counter = await this.#calls.update({
      TableName: this.#options.tables.ledger,
      Key: numbersKey(),
      UpdateExpression: 'ADD #given :count',
      ExpressionAttributeNames: { '#given': SYNC_LEDGER.given },
      ExpressionAttributeValues: { ':count': { N: String(count) } },
    });
    return BigInt(counter?.[SYNC_LEDGER.given]?.N ?? 0) - BigInt(count) + 1n;
  }

  async capture(changes: readonly [SyncChange, ...SyncChange[]]): Promise<CaptureReceipt> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const mark = await this.#mark(changes[0]);
      const fresh = changes.filter(({ sequence }) => sequenceText(sequence) > (mark?.sequence ?? ''));
      if (fresh.length === 0) return { captured: 0, ignored: changes.length };
      if (await this.#captured(mark, fresh))
        return { captured: fresh.length, ignored: changes.length - fresh.length };
      await this.#calls.pause(tries);
    }
    throw new AppError('CONTENTION', 'an object of the data sync queues kept changing', { retryable: true });
  }

  async #mark({ objName, uniqueId }: SyncChange): Promise<SyncMark | undefined> {
    const [item] = await this.#calls.get(this.#options.tables.ledger, [markKey(objName, uniqueId)]);
    return markOf(item);
  }

  /** Whether it has been done; it has not when something has changed since it was looked at. */
  async #captured(mark: SyncMark | undefined, changes: readonly SyncChange[]): Promise<boolean> {
    const standing = await this.#standing(mark?.rows ?? [], changes);
    const capture = captureChanges(standing.rows, await this.#numbered(changes, mark));
    const { writes, placed } = await this.#place(capture);
    const outcome = await this.#writes.write(
      captureActions({
        tables: this.#options.tables,
        object: changes[0] as SyncChange,
        mark,
        next: {
          sequence: capture.sequence,
          rows: capture.rows,
          lastNumber: greatestNumber(mark?.lastNumber ?? 0n, capture.add),
          revision: (mark?.revision ?? 0) + 1,
        },
        writes,
        now: this.#calls.clock(),
      }),
    );
    await dropTexts(this.#options.largeTexts, outcome === 'done' ? replacedTexts(capture, standing) : placed);
    return outcome === 'done';
  }

  /** Where an object's rows are. Pending first, then progress: a row that moves in between is found in the second. */
  async #standing(marked: readonly MarkedRow[], changes: readonly SyncChange[]): Promise<Standing> {
    if (marked.length === 0) return { rows: [], refs: new Map() };
    const { tables } = this.#options;
    const queue = pendingQueueOf((changes[0] as SyncChange).objName);
    const pending = await this.#calls.get(tables[queue], marked.map(rowKey));
    const moved = marked.filter((_, index) => pending[index] === undefined);
    const matters = marked.length > ROWS_A_MARK || changes.some(({ kind }) => kind === 'delete');
    const progress = matters ? await this.#calls.get(tables.progress, moved.map(rowKey)) : [];
    const gone = matters ? moved.filter((_, index) => progress[index] === undefined) : [];
    const refs = [...pending, ...progress].flatMap((item): [string, string][] => {
      const ref = item?.[ROW.objectRef]?.S;
      return item === undefined || ref === undefined ? [] : [[keyOf(item).number, ref]];
    });
    return {
      refs: new Map(refs),
      rows: marked
        .filter((row) => !gone.includes(row))
        .map((row) => ({ ...row, queue: moved.includes(row) ? 'progress' : 'pending' })),
    };
  }

  /** An invocation that was given up and goes on all the same may hold numbers that are too old by now. */
  async #numbered(
    changes: readonly SyncChange[],
    mark: SyncMark | undefined,
  ): Promise<readonly SyncChange[]> {
    if (mark === undefined || changes.every(({ number }) => BigInt(number) > mark.lastNumber)) return changes;
    const first = await this.takeNumbers(changes.length);
    return changes.map((change, index) => ({ ...change, number: String(first + BigInt(index)) }));
  }

  async #place(capture: Capture): Promise<{ writes: CaptureWrites; placed: readonly string[] }> {
    const { largeTexts } = this.#options;
    const add = await Promise.all(
      capture.add.map(async (row) => ({
        row,
        content: await contentOf(largeTexts, row.number, row.jsonObject),
      })),
    );
    const refresh = await Promise.all(
      capture.refresh.map(async ({ row, jsonObject, sequence }) => ({
        row,
        sequence,
        content: await contentOf(largeTexts, row.number, row.action === 'DELETE' ? null : jsonObject),
      })),
    );
    const placed = [...add, ...refresh].flatMap(({ content }) =>
      'objectRef' in content ? content.objectRef : [],
    );
    return { writes: { add, refresh, remove: capture.remove }, placed };
  }
}

function replacedTexts(capture: Capture, { refs }: Standing): readonly string[] {
  const numbers = [...capture.refresh.map(({ row }) => row), ...capture.remove].map(({ number }) => number);
  return numbers.flatMap((number) => refs.get(number) ?? []);
}
