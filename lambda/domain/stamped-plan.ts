import { AppError } from './app-error.ts';
import type { CommitOptions, CommitPlan, CommitReceipt } from './commit.ts';
import { exactNumber, type JsonObject } from './json.ts';
import { type Change, type Fields, RECORD_ATTRIBUTES, sortKey } from './record.ts';
import { eventTimestamp } from './timestamp.ts';

/** Deleted records are kept so long, so that their deletion is streamed with their last fields. */
const TOMBSTONE_SECONDS = 24 * 60 * 60;

/** A change with its tick, and what it puts, or sets, in the record's item (without the item's keys). */
export interface StampedChange {
  readonly change: Change;
  readonly tick: bigint;
  readonly fields: Fields;
}

/** A plan ready to be applied. `ticks` are the owners' ticks once it is; owners without a change are not in it. */
export interface StampedPlan {
  readonly changes: readonly StampedChange[];
  readonly ticks: ReadonlyMap<string, bigint>;
  readonly receipt: CommitReceipt;
}

export interface StampOptions {
  readonly plan: CommitPlan;
  readonly owners: CommitOptions['owners'];
  /** The owners' ticks as they stand; an owner that is not there has tick 0. */
  readonly ticks: ReadonlyMap<string, bigint>;
  readonly transactionId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Gives every change of a plan its tick and its stamps. Throws AppError INTERNAL for a plan that no store can apply:
 * a record or a name twice, a record of an owner that the commit did not announce.
 */
export function stampPlan(options: StampOptions): StampedPlan {
  refuseContradictions(options);
  const { plan, transactionId, now } = options;
  const ticks = new Map<string, bigint>();
  const changes = plan.changes.map((change): StampedChange => {
    const { owner } = change.key;
    const tick = (ticks.get(owner) ?? options.ticks.get(owner) ?? 0n) + 1n;
    ticks.set(owner, tick);
    return { change, tick, fields: stampedFields(change, { tick, transactionId, now }) };
  });
  return { changes, ticks, receipt: { transactionId, at: now, changes: changes.map(receiptOf) } };
}

function refuseContradictions({ plan, owners }: StampOptions): void {
  const records = plan.changes.map(({ key }) => JSON.stringify([key.owner, sortKey(key)]));
  const names = (plan.names ?? []).map(({ kind, name }) => JSON.stringify([kind, name]));
  for (const [what, keys] of [
    ['record', records],
    ['name', names],
  ] as const) {
    const seen = new Set<string>();
    const twice = keys.find((key) => seen.size === seen.add(key).size);
    if (twice !== undefined) throw new AppError('INTERNAL', `a plan changes the ${what} ${twice} twice`);
  }
  const stranger = plan.changes.find(({ key }) => !owners.includes(key.owner));
  if (stranger !== undefined)
    throw new AppError('INTERNAL', `a plan changes a record of ${stranger.key.owner}, not one of its owners`);
}

function stampedFields(change: Change, stamp: { tick: bigint; transactionId: string; now: number }): Fields {
  const stamps: JsonObject = {
    [RECORD_ATTRIBUTES.tick]: exactNumber(stamp.tick),
    [RECORD_ATTRIBUTES.transactionId]: stamp.transactionId,
  };
  if (change.action !== 'delete') return { ...ownFields(change.fields), ...stamps };
  return {
    ...stamps,
    [RECORD_ATTRIBUTES.deleted]: true,
    [RECORD_ATTRIBUTES.expires]: exactNumber(Math.floor(stamp.now / 1000) + TOMBSTONE_SECONDS),
    Modified: eventTimestamp(stamp.now),
  };
}

/** What a plan hands back of an item that it has read must not touch the item's keys, nor bring it back to life. */
function ownFields(fields: Fields): Fields {
  const { owner, key, deleted, expires } = RECORD_ATTRIBUTES;
  const foreign: readonly string[] = [owner, key, deleted, expires];
  return Object.fromEntries(Object.entries(fields).filter(([label]) => !foreign.includes(label)));
}

function receiptOf({ change, tick }: StampedChange): CommitReceipt['changes'][number] {
  return {
    action: change.action === 'replace' ? 'update' : change.action,
    key: change.key,
    tick: tick.toString(),
  };
}
