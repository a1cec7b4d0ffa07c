import type { AuditedAccount } from '../domain/feed-audit.ts';
import type { FeedObject } from '../domain/feed-log.ts';

type SentObject = Pick<FeedObject, 'owner' | 'tick'>;

/**
 * What was sent, counted by account, for the audit log. Readers that are sent the same share it, and what several add up to: at a
 * hundred readers nothing is counted a hundred times, and nothing before somebody asks.
 */
export class SentSummary {
  readonly events: number;
  /** Id of the last event. */
  readonly lastId: string;
  #counted: Counted;

  private constructor(counted: Counted, lastId: string, events: number) {
    this.#counted = counted;
    this.lastId = lastId;
    this.events = events;
  }

  /** Of objects sent in one write. */
  static of(objects: readonly SentObject[], lastId: string): SentSummary {
    const [owners, ticks] = [objects.map(({ owner }) => owner), objects.map(({ tick }) => tick)];
    return new SentSummary({ owners, ticks }, lastId, objects.length);
  }

  /** Of one or more that were sent one after the other, along the same way. */
  static sum(run: readonly [SentSummary, ...SentSummary[]]): SentSummary {
    const [first] = run;
    const last = run.at(-1) ?? first;
    if (run.length === 1) return first;
    const known = sums.get(first)?.get(last);
    if (known !== undefined) return known;
    const accounts = new Map<string, Tally>();
    for (const part of run) part.#addTo(accounts);
    const events = run.reduce((count, part) => count + part.events, 0);
    const sum = new SentSummary({ accounts }, last.lastId, events);
    sums.set(first, (sums.get(first) ?? new WeakMap<SentSummary, SentSummary>()).set(last, sum));
    return sum;
  }

  get accounts(): ReadonlyMap<string, AuditedAccount> {
    if ('accounts' in this.#counted) return this.#counted.accounts;
    const accounts = new Map<string, Tally>();
    this.#addTo(accounts);
    this.#counted = { accounts };
    return accounts;
  }

  #addTo(accounts: Map<string, Tally>): void {
    if ('accounts' in this.#counted) {
      for (const { account, events, firstTick, lastTick } of this.#counted.accounts.values())
        add(accounts, account, { events, firstTick, lastTick });
      return;
    }
    const { owners, ticks } = this.#counted;
    for (const [index, owner] of owners.entries()) {
      const tick = ticks[index] ?? null;
      add(accounts, owner, { events: 1, firstTick: tick, lastTick: tick });
    }
  }
}

/** Counted already, or still to be: of the objects only what is counted, so that they can go. */
type Counted =
  | { readonly accounts: ReadonlyMap<string, AuditedAccount> }
  | { readonly owners: readonly string[]; readonly ticks: readonly Tick[] };

/** An account while it is being counted. */
interface Tally {
  readonly account: string;
  events: number;
  firstTick: Tick;
  lastTick: Tick;
}

/** By the first and the last of a run: readers side by side have the same runs. */
const sums = new WeakMap<SentSummary, WeakMap<SentSummary, SentSummary>>();

function add(accounts: Map<string, Tally>, account: string, more: Omit<Tally, 'account'>): void {
  const known = accounts.get(account);
  if (known === undefined) {
    accounts.set(account, { account, ...more });
    return;
  }
  known.events += more.events;
  known.firstTick = chosen(known.firstTick, more.firstTick, isLess);
  known.lastTick = chosen(known.lastTick, more.lastTick, isMore);
}

type Tick = string | null;

/** The one that comes first in an order; the other where one is null. */
function chosen(one: Tick, other: Tick, isFirst: (one: string, other: string) => boolean): Tick {
  if (one === null || other === null) return one ?? other;
  return isFirst(one, other) ? one : other;
}

function isMore(one: string, other: string): boolean {
  return isLess(other, one);
}

/** Numbers in digits, without leading zeros. */
function isLess(one: string, other: string): boolean {
  return one.length === other.length ? one < other : one.length < other.length;
}
