import type { CommitPlan } from '../../domain/commit.ts';
import { RECORD_ATTRIBUTES, type RecordKey, type StoredRecord, sortKey } from '../../domain/record.ts';
import type { StampedPlan } from '../../domain/stamped-plan.ts';
import type { DynamoDbCommitReader } from './dynamodb-commit-reader.ts';
import { itemSize } from './item-size.ts';
import type { Ledger, OwnerState } from './ledger.ts';
import { nameClaim, type ReferenceChange, referenceChanges, slotClaims, tickClaim } from './ledger-claims.ts';
import type { PlannedWrite, Refusal } from './planned-write.ts';
import { recordWrite } from './record-writes.ts';
import { countOf, referenceClaims } from './reference-claims.ts';

/** TransactWriteItems takes 100 actions; one is the answer that is kept. */
const ACTIONS_A_TRANSACTION = 99;
/** It takes 4 MB; half of that leaves room for how keys, conditions and texts are counted. */
const BYTES_A_TRANSACTION = 2 * 1024 * 1024;

export interface CommitWritesOptions {
  readonly plan: CommitPlan;
  readonly stamped: StampedPlan;
  /** All owners of the commit, as they were when the plan was made. */
  readonly owners: ReadonlyMap<string, OwnerState>;
  /** The one that the plan has read with. */
  readonly reader: DynamoDbCommitReader;
  readonly ledger: Ledger;
  readonly random: () => number;
}

/** Whether one transaction can take all these writes, and an answer. */
export function fitsOneTransaction(writes: readonly PlannedWrite[]): boolean {
  if (writes.length > ACTIONS_A_TRANSACTION) return false;
  const bytes = writes.reduce((sum, { write }) => {
    if (write.kind === 'delete') return sum + itemSize(write.key);
    return sum + itemSize(write.key) + itemSize(write.kind === 'put' ? write.item : (write.set ?? {}));
  }, 0);
  return bytes <= BYTES_A_TRANSACTION;
}

/**
 * All writes of a plan but its answer, each with what it must find; or why the plan cannot hold. Throws AppError
 * RECORD_TOO_LARGE.
 */
export async function commitWrites(options: CommitWritesOptions): Promise<readonly PlannedWrite[] | Refusal> {
  const { plan, stamped, owners } = options;
  const records = stamped.changes.map(recordWrite);
  const changes = referenceChanges(plan);
  await options.reader.remember(changes.filter(({ by }) => by > 0).map(({ target }) => target));
  const references = await Promise.all(changes.map((change) => referenceWrites(change, options)));
  const wrong = references.flatMap((result) => ('contradiction' in result ? result.contradiction : []));
  if (wrong.length > 0) return { kind: 'refused', heldBy: [], contradiction: wrong.join('; ') };
  const ticks = [...owners].map(([owner, { tick }]) =>
    tickClaim(owner, { from: tick, to: stamped.ticks.get(owner), at: stamped.receipt.at }),
  );
  const writes = [
    ...(plan.names ?? []).map(nameClaim),
    ...references.flatMap((result) => ('writes' in result ? result.writes : [])),
    ...slotClaims(plan.ids ?? [], stamped.receipt.at),
    ...records,
  ];
  // A plan that changes nothing needs nothing to have stayed as it was.
  return writes.length === 0 ? [] : [...ticks, ...writes];
}

type ReferenceWrites = { readonly writes: readonly PlannedWrite[] } | { readonly contradiction: string };

async function referenceWrites(
  change: ReferenceChange,
  options: CommitWritesOptions,
): Promise<ReferenceWrites> {
  const { target, by, deleted } = change;
  const { random, stamped, reader, ledger } = options;
  const name = `${sortKey(target)} of ${target.owner}`;
  const own = stamped.changes.find(({ change: { key } }) => sameRecord(key, target));
  const counters = deleted ? await ledger.counters(target) : [];
  const left = countOf(counters) + by;
  if (deleted && left !== 0) return { contradiction: `${name} is deleted, but referred to ${left} times` };
  if (own === undefined && by > 0 && reader.remembered(target) === undefined)
    return { contradiction: `${name} is referred to, but not there` };
  const tick = own?.tick ?? tickOf(reader.remembered(target));
  return {
    writes: referenceClaims(change, { counters, tick, random: random(), now: stamped.receipt.at }),
  };
}

function tickOf(record: StoredRecord | undefined): bigint | undefined {
  const stamp = record?.fields[RECORD_ATTRIBUTES.tick];
  const digits = JSON.isRawJSON(stamp) ? stamp.rawJSON : '';
  return /^\d+$/.test(digits) ? BigInt(digits) : undefined;
}

function sameRecord(left: RecordKey, right: RecordKey): boolean {
  return left.owner === right.owner && sortKey(left) === sortKey(right);
}
