import type { DeliveryFailure, ParkedRow } from '../../data-sync/ports.ts';
import type { Item } from './attribute-value.ts';
import { parkedKey, SYNC_LEDGER } from './sync-layout.ts';
import { keyOf, ROW, rowOf } from './sync-row-item.ts';

/** A row of the progress queue as it is parked: all of it, and why. `at` in epoch milliseconds. */
export function parkedItem(item: Item, reason: DeliveryFailure, at: number): Item {
  return {
    ...item,
    ...parkedKey(keyOf(item).number),
    [SYNC_LEDGER.parkedAt]: { N: String(at) },
    [SYNC_LEDGER.reason]: { S: JSON.stringify(reason) },
  };
}

/** The row as it was in its queue. */
export function unparkedItem(parked: Item): Item {
  const own: readonly string[] = [
    SYNC_LEDGER.partitionKey,
    SYNC_LEDGER.sortKey,
    SYNC_LEDGER.parkedAt,
    SYNC_LEDGER.reason,
  ];
  return Object.fromEntries(Object.entries(parked).filter(([name]) => !own.includes(name)));
}

/** What an operator is shown. `fetched` is the text, if it does not lie in the item. */
export function parkedRow(parked: Item, fetched?: string): ParkedRow {
  return {
    row: rowOf(parked, fetched),
    reason: JSON.parse(parked[SYNC_LEDGER.reason]?.S ?? '') as DeliveryFailure,
    parkedAt: Number(parked[SYNC_LEDGER.parkedAt]?.N),
  };
}

/** Where the row's text lies, when it is too large for the item. */
export function parkedRef(parked: Item): string | undefined {
  return parked[ROW.objectRef]?.S;
}
