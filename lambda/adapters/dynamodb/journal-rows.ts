import type { Item } from './attribute-value.ts';
import { itemSize } from './item-size.ts';
import { headKey, journalKey, LEDGER } from './ledger-layout.ts';
import { journalEntry, type Write, writeOf } from './write.ts';

/** A transaction takes 100 actions; two of a row's are the removal of the row and of the journal's head. */
const WRITES_A_ROW = 98;
/** An item holds 400 KB = 409,600 bytes. The largest record has 350,000 (see record-writes.ts), its entry little more. */
const BYTES_A_ROW = 360_000;

/** `write` rows carry the records; `release` rows, which come last, what the locked rows of the ledger become. */
export type RowKind = 'write' | 'release';

/** A part of a journal that is applied in one transaction, with which it goes: so it is applied once. */
export interface JournalRow {
  readonly key: Item;
  readonly writes: readonly Write[];
  /** Whether the journal ends with it. */
  readonly last: boolean;
}

/** Cuts writes into rows; there is at least one row of kind `release`, for the journal to end with. */
export function journalRows(
  transactionId: string,
  kind: RowKind,
  writes: readonly Write[],
): readonly JournalRow[] {
  const pieces = pack(writes);
  if (kind === 'release' && pieces.length === 0) pieces.push([]);
  return pieces.map((piece, index) => ({
    key: journalKey(transactionId, { kind, index }),
    writes: piece,
    last: kind === 'release' && index === pieces.length - 1,
  }));
}

function pack(writes: readonly Write[]): Write[][] {
  const pieces: Write[][] = [];
  let room = 0;
  for (const write of writes) {
    const size = itemSize({ entry: journalEntry(write) });
    const piece = pieces.at(-1);
    if (piece === undefined || piece.length === WRITES_A_ROW || size > room) {
      pieces.push([write]);
      room = BYTES_A_ROW - size;
    } else {
      piece.push(write);
      room -= size;
    }
  }
  return pieces;
}

/** A journal row as an item; `rowOf` reads it back. */
export function rowItem({ key, writes, last }: JournalRow): Item {
  return { ...key, [LEDGER.writes]: { L: writes.map(journalEntry) }, [LEDGER.last]: { BOOL: last } };
}

/** The journal row of an item. */
export function rowOf(item: Item): JournalRow {
  const { partitionKey, sortKey } = LEDGER;
  const key = Object.fromEntries(
    Object.entries(item).filter(([name]) => name === partitionKey || name === sortKey),
  );
  return { key, writes: (item[LEDGER.writes]?.L ?? []).map(writeOf), last: item[LEDGER.last]?.BOOL === true };
}

/**
 * `preparing`: locks are being taken, nothing is promised. `committed`: will be carried through. `aborted`: will be
 * taken back. `until` (epoch ms) it is left to the one who began it.
 */
export interface JournalHead {
  readonly transactionId: string;
  readonly state: 'preparing' | 'committed' | 'aborted';
  readonly until: number;
}

/** The head stands in the index of what is unfinished, by the time at which it began, for as long as it stands at all. */
export function headItem({ transactionId, state, until }: JournalHead, since: number): Item {
  return {
    ...headKey(transactionId),
    [LEDGER.transaction]: { S: transactionId },
    [LEDGER.state]: { S: state },
    [LEDGER.until]: { N: String(until) },
    [LEDGER.unfinished]: { S: 'journal' },
    [LEDGER.since]: { N: String(since) },
  };
}

/** The head of an item. */
export function headOf(item: Item): JournalHead {
  const state = item[LEDGER.state]?.S;
  return {
    transactionId: item[LEDGER.transaction]?.S ?? '',
    state: state === 'committed' || state === 'aborted' ? state : 'preparing',
    until: Number(item[LEDGER.until]?.N ?? 0),
  };
}
