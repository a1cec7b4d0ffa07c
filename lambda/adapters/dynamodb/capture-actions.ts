import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { CapturedRow, QueuedRow } from '../../domain/sync-capture.ts';
import type { SyncObject } from '../../domain/sync-row.ts';
import type { Packed } from './packed-writes.ts';
import { syncAction } from './sync-action.ts';
import { markKey, pendingQueueOf, type SyncTableNames, sequenceText, sumDepths } from './sync-layout.ts';
import { markIs, markItem, type SyncMark } from './sync-mark.ts';
import { contentItem, ROW, type RowContent, rowItem, rowKey } from './sync-row-item.ts';
import type { Condition } from './write.ts';

/** What a capture writes into the queues. */
export interface CaptureWrites {
  readonly add: readonly { readonly row: CapturedRow; readonly content: RowContent }[];
  readonly refresh: readonly {
    readonly row: QueuedRow;
    readonly content: RowContent;
    readonly sequence: string;
  }[];
  readonly remove: readonly QueuedRow[];
}

export interface CaptureActionsOptions {
  readonly tables: SyncTableNames;
  readonly object: { readonly objName: SyncObject; readonly uniqueId: string };
  /** As it was read. */
  readonly mark: SyncMark | undefined;
  readonly next: SyncMark;
  readonly writes: CaptureWrites;
  /** Epoch milliseconds. */
  readonly now: number;
}

const IS_THERE: Condition = [[{ attribute: ROW.number, is: 'there' }]];

/** One transaction's worth of a capture: the mark, which must be as it was read, and the rows, each where it was found. */
export function captureActions(options: CaptureActionsOptions): Packed {
  const { tables, object, mark, next, writes, now } = options;
  const queue = pendingQueueOf(object.objName);
  const key = markKey(object.objName, object.uniqueId);
  const actions: TransactWriteItem[] = [
    syncAction(tables.ledger, { kind: 'put', key, item: { ...key, ...markItem(next, now) } }, markIs(mark)),
    ...writes.add.map(({ row, content }) =>
      syncAction(tables[queue], { kind: 'put', key: rowKey(row), item: rowItem(row, content) }),
    ),
    ...writes.refresh.map((refreshed) => refreshAction(tables[queue], refreshed)),
    ...writes.remove.map((row) =>
      syncAction(tables[queueOf(row, queue)], { kind: 'delete', key: rowKey(row) }, IS_THERE),
    ),
  ];
  const depths = sumDepths([
    { [queue]: writes.add.length },
    ...writes.remove.map((row) => ({ [queueOf(row, queue)]: -1 })),
  ]);
  return { actions, depths };
}

function queueOf<Queue>(row: QueuedRow, pending: Queue): Queue | 'progress' {
  return row.queue === 'progress' ? 'progress' : pending;
}

function refreshAction(table: string, refreshed: CaptureWrites['refresh'][number]): TransactWriteItem {
  const { row, content, sequence } = refreshed;
  const { set, remove } = contentItem(content);
  return syncAction(
    table,
    {
      kind: 'set',
      key: rowKey(row),
      set: { ...set, [ROW.sequence]: { S: sequenceText(sequence) } },
      add: { [ROW.version]: { N: '1' } },
      remove,
    },
    IS_THERE,
  );
}
