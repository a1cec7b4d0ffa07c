import type { CapturedRow, QueuedRow } from '../../domain/sync-capture.ts';
import type { SyncAction } from '../../domain/sync-row.ts';
import type { Item } from './attribute-value.ts';
import { SYNC_LEDGER, sequenceText } from './sync-layout.ts';
import type { Condition } from './write.ts';

/** Longer than a row waits and than a parked one is kept for redrive: while it stands, nothing older is captured again. */
const MARK_SECONDS = 730 * 24 * 60 * 60;

/** A row that was made for an object, and where it would be. */
export type MarkedRow = Pick<QueuedRow, 'lane' | 'number' | 'action'>;

/** What was last captured of an object. */
export interface SyncMark {
  /** As `sequenceText` writes it. */
  readonly sequence: string;
  /** Rows that may still be queued, by number. */
  readonly rows: readonly MarkedRow[];
  readonly lastNumber: bigint;
  /** Grows with every write. */
  readonly revision: number;
}

/** The mark in a ledger row. */
export function markOf(item: Item | undefined): SyncMark | undefined {
  if (item === undefined) return undefined;
  return {
    sequence: item[SYNC_LEDGER.sequence]?.S ?? '',
    rows: (item[SYNC_LEDGER.rows]?.L ?? []).map(({ M = {} }) => ({
      lane: Number(M.lane?.N),
      number: M.number?.N ?? '',
      action: (M.action?.S ?? 'UPDATE') as SyncAction,
    })),
    lastNumber: BigInt(item[SYNC_LEDGER.lastNumber]?.N ?? 0),
    revision: Number(item[SYNC_LEDGER.revision]?.N ?? 0),
  };
}

/** The attributes of a mark; its key is for the caller to add. `now` in epoch milliseconds. */
export function markItem(mark: SyncMark, now: number): Item {
  return {
    [SYNC_LEDGER.sequence]: { S: sequenceText(mark.sequence) },
    [SYNC_LEDGER.rows]: {
      L: mark.rows.map(({ lane, number, action }) => ({
        M: { lane: { N: String(lane) }, number: { N: number }, action: { S: action } },
      })),
    },
    [SYNC_LEDGER.lastNumber]: { N: String(mark.lastNumber) },
    [SYNC_LEDGER.revision]: { N: String(mark.revision) },
    [SYNC_LEDGER.expires]: { N: String(Math.floor(now / 1000) + MARK_SECONDS) },
  };
}

/** That the mark is still the one that was read. */
export function markIs(mark: SyncMark | undefined): Condition {
  if (mark === undefined) return [[{ attribute: SYNC_LEDGER.partitionKey, is: 'absent' }]];
  return [[{ attribute: SYNC_LEDGER.revision, is: '=', value: { N: String(mark.revision) } }]];
}

/** The greatest number among rows and what was known before. */
export function greatestNumber(before: bigint, rows: readonly CapturedRow[]): bigint {
  return rows.reduce((most, { number }) => (BigInt(number) > most ? BigInt(number) : most), before);
}
