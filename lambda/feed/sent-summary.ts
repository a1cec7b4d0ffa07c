import type { AuditedAccount } from '../domain/feed-audit.ts';
import type { FeedObject } from '../domain/feed-log.ts';

/**
 * What was sent, counted by account, for the audit log. Readers that are sent the same share it, and what several add up to: at a
 * hundred readers nothing is counted a hundred times.
 */
export class SentSummary {
  readonly events: number;
  readonly firstId: string;
  readonly lastId: string;
  readonly accounts: ReadonlyMap<string, AuditedAccount>;

  private constructor(accounts: ReadonlyMap<string, AuditedAccount>, ids: SentIds, events: number) {
    this.accounts = accounts;
    this.firstId = ids.firstId;
    this.lastId = ids.lastId;
    this.events = events;
  }

  /** Of objects sent in one write. */
  static of(objects: readonly Pick<FeedObject, 'owner' | 'tick'>[], ids: SentIds): SentSummary {
    const accounts = new Map<string, AuditedAccount>();
    for (const { owner, tick } of objects)
      add(accounts, { account: owner, events: 1, firstTick: tick, lastTick: tick });
    return new SentSummary(accounts, ids, objects.length);
  }

  /** Of one or more that were sent one after the other, along the same way. */
  static sum(run: readonly [SentSummary, ...SentSummary[]]): SentSummary {
    const [first] = run;
    const last = run.at(-1) ?? first;
    if (run.length === 1) return first;
    const known = sums.get(first)?.get(last);
    if (known !== undefined) return known;
    const sum = summed(run);
    sums.set(first, (sums.get(first) ?? new WeakMap<SentSummary, SentSummary>()).set(last, sum));
    return sum;

    function summed(parts: readonly SentSummary[]): SentSummary {
      const accounts = new Map<string, AuditedAccount>();
      for (const part of parts) for (const one of part.accounts.values()) add(accounts, one);
      const events = parts.reduce((count, part) => count + part.events, 0);
      return new SentSummary(accounts, { firstId: first.firstId, lastId: last.lastId }, events);
    }
  }
}

/** Ids of the first and the last event. */
export interface SentIds {
  readonly firstId: string;
  readonly lastId: string;
}

/** By the first and the last of a run: readers side by side have the same runs. */
const sums = new WeakMap<SentSummary, WeakMap<SentSummary, SentSummary>>();

function add(accounts: Map<string, AuditedAccount>, more: AuditedAccount): void {
  const known = accounts.get(more.account);
  accounts.set(
    more.account,
    known === undefined
      ? more
      : {
          account: more.account,
          events: known.events + more.events,
          firstTick: chosen(known.firstTick, more.firstTick, isLess),
          lastTick: chosen(known.lastTick, more.lastTick, (one, other) => isLess(other, one)),
        },
  );
}

type Tick = string | null;

/** The one that comes first in an order; the other where one is null. */
function chosen(one: Tick, other: Tick, isFirst: (one: string, other: string) => boolean): Tick {
  if (one === null || other === null) return one ?? other;
  return isFirst(one, other) ? one : other;
}

/** Numbers in digits, without leading zeros. */
function isLess(one: string, other: string): boolean {
  return one.length === other.length ? one < other : one.length < other.length;
}
