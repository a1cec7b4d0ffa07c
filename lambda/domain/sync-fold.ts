import type { SyncAction, SyncRow } from './sync-row.ts';

/** What a change of an object does to the rows that are pending for it. */
export type FoldStep<Row = SyncRow> =
  /** A new row, with a new number. */
  | { readonly step: 'add'; readonly action: SyncAction }
  /** The row keeps its number and place and takes the newest object. */
  | { readonly step: 'refresh'; readonly row: Row; readonly action: SyncAction }
  /** All other rows of the object leave the queues; one DELETE is left, this row or a new one. */
  | { readonly step: 'delete'; readonly row?: Row };

/**
 * Folds a change into an object's pending rows, oldest first: at most a DELETE and a CREATE or UPDATE behind it. Several changes
 * before the job runs are one message; what was deleted and created anew is two, in that order.
 */
export function foldChange<Row extends Pick<SyncRow, 'action'> = SyncRow>(
  pending: readonly Row[],
  change: 'insert' | 'update' | 'delete',
): FoldStep<Row> {
  const last = pending.at(-1);
  if (change === 'delete') {
    const row = pending.find((candidate) => candidate.action === 'DELETE');
    return row === undefined ? { step: 'delete' } : { step: 'delete', row };
  }
  if (last === undefined || last.action === 'DELETE')
    return { step: 'add', action: change === 'insert' ? 'CREATE' : 'UPDATE' };
  return { step: 'refresh', row: last, action: last.action };
}
