import type { CommitPlan, NameChange } from '../../domain/commit.ts';
import { idSlots } from '../../domain/new-ids.ts';
import { type RecordKey, sortKey } from '../../domain/record.ts';
import { toItem } from './attribute-value.ts';
import { LEDGER, nameKey, slotKey, tickKey } from './ledger-layout.ts';
import type { PlannedWrite } from './planned-write.ts';
import type { Condition } from './write.ts';

/** A slot of ids cannot be drawn again once its time is past; a day covers clocks that are wrong. */
const SLOT_SECONDS = 24 * 60 * 60;

/** The owner's row must stand as it was read; with a new tick it advances. */
export function tickClaim(
  owner: string,
  ticks: { readonly from: bigint; readonly to: bigint | undefined; readonly at: number },
): PlannedWrite {
  const condition: Condition = [
    [
      ticks.from === 0n
        ? { attribute: LEDGER.tick, is: 'absent' }
        : { attribute: LEDGER.tick, is: '=', value: { N: String(ticks.from) } },
    ],
  ];
  const target = { table: 'ledger', key: tickKey(owner), kind: 'set' } as const;
  const set = { [LEDGER.tick]: { N: String(ticks.to) }, [LEDGER.at]: { N: String(ticks.at) } };
  return { about: 'tick', condition, write: ticks.to === undefined ? target : { ...target, set } };
}

/** See `NameChange` for what each needs to find. */
export function nameClaim(change: NameChange): PlannedWrite {
  const target = { table: 'ledger', key: nameKey(change) } as const;
  if (change.action === 'release')
    return { about: 'name', condition: [], write: { ...target, kind: 'delete' } };
  const owner = { S: change.owner };
  const item = { ...target.key, [LEDGER.owner]: owner, [LEDGER.value]: { M: toItem(change.value) } };
  const condition: Condition = [
    [
      change.action === 'claim'
        ? { attribute: LEDGER.owner, is: 'absent' }
        : { attribute: LEDGER.owner, is: '=', value: owner },
    ],
  ];
  return { about: 'name', condition, write: { ...target, kind: 'put', item } };
}

/** One claim a slot; slots that two of the plan's blocks share are claimed once. */
export function slotClaims(ids: NonNullable<CommitPlan['ids']>, now: number): readonly PlannedWrite[] {
  const expires = { [LEDGER.expires]: { N: String(Math.floor(now / 1000) + SLOT_SECONDS) } };
  return [...new Set(ids.flatMap(idSlots))].map((slot) => ({
    about: 'slot',
    condition: [[{ attribute: LEDGER.partitionKey, is: 'absent' }]],
    write: { table: 'ledger', key: slotKey(slot), kind: 'put', item: { ...slotKey(slot), ...expires } },
  }));
}

/** What a plan does to the references to one record. */
export interface ReferenceChange {
  readonly target: RecordKey;
  /** Sum of what begins and ceases to refer to it. */
  readonly by: number;
  readonly deleted: boolean;
}

/** The plan's changes of references, one a record: those it lists, and every delete. What comes to nothing is left out. */
export function referenceChanges({ references = [], changes }: CommitPlan): readonly ReferenceChange[] {
  const found = new Map<string, ReferenceChange>();
  const add = (target: RecordKey, change: { by: number; deleted: boolean }): void => {
    const text = JSON.stringify([target.owner, sortKey(target)]);
    const before = found.get(text) ?? { by: 0, deleted: false };
    found.set(text, { target, by: before.by + change.by, deleted: before.deleted || change.deleted });
  };
  for (const { target, by } of references) add(target, { by, deleted: false });
  for (const { action, key } of changes) if (action === 'delete') add(key, { by: 0, deleted: true });
  return [...found.values()].filter(({ by, deleted }) => by !== 0 || deleted);
}
