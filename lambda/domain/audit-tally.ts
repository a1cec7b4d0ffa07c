import type { AuditEntry, AuditedAccount } from './feed-audit.ts';
import type { FeedObject } from './feed-log.ts';

interface Seen {
  events: number;
  firstTick: string | null;
  lastTick: string | null;
}

/** What a tally can say of an entry: all but who read, when, and how it ended. */
export type Tallied = Pick<AuditEntry, 'events' | 'accounts'>;

/**
 * Counts what a connection is sent, until it is taken for an entry of the audit log. Take it each minute, at the end, and when `full`.
 */
export class AuditTally {
  readonly #accounts = new Map<string, Seen>();
  readonly #most: number;
  #events = 0;

  /** `most` accounts make it full: MAX_AUDITED_ACCOUNTS, less what one write may add. */
  constructor(most: number) {
    this.#most = most;
  }

  get events(): number {
    return this.#events;
  }

  get full(): boolean {
    return this.#accounts.size >= this.#most;
  }

  add({ owner, tick }: Pick<FeedObject, 'owner' | 'tick'>): void {
    this.#events += 1;
    const seen = this.#accounts.get(owner);
    if (seen === undefined) {
      this.#accounts.set(owner, { events: 1, firstTick: tick, lastTick: tick });
      return;
    }
    seen.events += 1;
    if (tick === null) return;
    seen.firstTick = lesser(seen.firstTick ?? tick, tick);
    seen.lastTick = greater(seen.lastTick ?? tick, tick);
  }

  /** What has been counted since it was last taken. */
  take(): Tallied {
    const accounts = [...this.#accounts].map(([account, seen]): AuditedAccount => ({ account, ...seen }));
    const events = this.#events;
    this.#accounts.clear();
    this.#events = 0;
    return { events, accounts };
  }
}

function isLess(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}

function lesser(a: string, b: string): string {
  return isLess(b, a) ? b : a;
}

function greater(a: string, b: string): string {
  return isLess(a, b) ? b : a;
}
