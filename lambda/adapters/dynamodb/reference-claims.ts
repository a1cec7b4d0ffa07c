import type { Item } from './attribute-value.ts';
import type { ReferenceChange } from './ledger-claims.ts';
import { LEDGER, REFERENCE_SHARDS, referenceKeys } from './ledger-layout.ts';
import type { PlannedWrite } from './planned-write.ts';
import type { Condition } from './write.ts';

/** Rows that say that a record is gone are kept as long as any command may still think it there, and far longer. */
const GONE_SECONDS = 24 * 60 * 60;

export interface ReferenceClaimOptions {
  /** The counters of the target as they stand, those there are; needed for a delete only. */
  readonly counters: readonly Item[];
  /** The tick of the target as the plan saw it, or gets it by the plan; undefined when it bears none. */
  readonly tick: bigint | undefined;
  /** From 0 to less than 1: draws the counter that is changed. */
  readonly random: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The sum of counters. */
export function countOf(counters: readonly Item[]): number {
  return counters.reduce((sum, row) => sum + Number(row[LEDGER.count]?.N ?? 0), 0);
}

/**
 * The claims on the counters of one record. A counter chosen at random is changed, which needs that the record has not
 * been deleted since it was read; a delete needs all of them as they stand, and marks them.
 */
export function referenceClaims(
  change: ReferenceChange,
  options: ReferenceClaimOptions,
): readonly PlannedWrite[] {
  const keys = referenceKeys(change.target);
  if (change.deleted) return keys.map((key) => goneClaim(key, options));
  return keys
    .slice(Math.floor(options.random * REFERENCE_SHARDS))
    .slice(0, 1)
    .map((key) => countClaim(key, { by: change.by, tick: options.tick }));
}

function countClaim(key: Item, { by, tick }: { by: number; tick: bigint | undefined }): PlannedWrite {
  const condition: Condition = [
    [
      { attribute: LEDGER.gone, is: 'absent' },
      { attribute: LEDGER.gone, is: '<', value: { N: String(tick) } },
    ],
  ];
  const begins = by > 0;
  return {
    about: 'reference',
    condition: begins && tick !== undefined ? condition : [],
    write: {
      table: 'ledger',
      key,
      kind: 'set',
      add: { [LEDGER.count]: { N: String(by) } },
      ...(begins && { remove: [LEDGER.gone, LEDGER.expires] }),
    },
  };
}

function goneClaim(key: Item, { counters, tick, now }: ReferenceClaimOptions): PlannedWrite {
  const counter = counters.find((row) => row[LEDGER.sortKey]?.S === key[LEDGER.sortKey]?.S);
  const count = counter?.[LEDGER.count];
  return {
    about: 'reference',
    condition: [
      [
        count === undefined
          ? { attribute: LEDGER.count, is: 'absent' }
          : { attribute: LEDGER.count, is: '=', value: count },
      ],
    ],
    write: {
      table: 'ledger',
      key,
      kind: 'set',
      set: {
        [LEDGER.count]: { N: '0' },
        [LEDGER.gone]: { N: String(tick) },
        [LEDGER.expires]: { N: String(Math.floor(now / 1000) + GONE_SECONDS) },
      },
    },
  };
}
