/** Which part of the feed was read. */
export type FeedStream = 'changes' | 'load';

/** `failed`: the connection was refused, or broke while this was sent, so that it is not known how much arrived. */
export type AuditStatus = 'processed' | 'failed';

/** What of one account was sent. Ticks are digits; null where no event had one. */
export interface AuditedAccount {
  readonly account: string;
  readonly events: number;
  readonly firstTick: string | null;
  readonly lastTick: string | null;
}

/** What one connection was sent in some time, a minute or so: never one event at a time. */
export interface AuditEntry {
  /** Names the entry: the connection's id and the entry's number in it, such as `5f3a9c1e-3`. The same when it is appended again. */
  readonly entryId: string;
  readonly clientId: string;
  readonly stream: FeedStream;
  /** When the first and the last of it was sent, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** The place that was read from: what the client sent, or the id before the first event; null when there was none. */
  readonly fromId: string | null;
  /** The id of the last event. */
  readonly toId: string | null;
  readonly status: AuditStatus;
  /** Why it failed, for people; without personal data. */
  readonly reason?: string;
  readonly events: number;
  /** At most MAX_AUDITED_ACCOUNTS. */
  readonly accounts: readonly AuditedAccount[];
}

/** Accounts of one entry: they lie in it compressed, far below the 400 kB of an item. */
export const MAX_AUDITED_ACCOUNTS = 5_000;

/** How long entries are kept. */
export const AUDIT_RETENTION_MS = 90 * 24 * 60 * 60 * 1000;

/** What is looked for; what is undefined does not matter. */
export interface AuditSearch {
  /** Undefined: of every client. */
  readonly clientId?: string | undefined;
  /** Entries whose `to` is from `since` to before `until`, epoch milliseconds. */
  readonly since: number;
  readonly until: number;
  readonly account?: string | undefined;
  /** A tick that lies between the first and last of an account (of `account`, where that is given). */
  readonly tick?: string | undefined;
  readonly status?: AuditStatus | undefined;
}

/** Entries, the latest first, and where to go on; `next` is undefined at the end. A page may have no entry and yet not be the last. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next: AuditPlace | undefined;
}

/** Where a page ended. */
export interface AuditPlace {
  readonly to: number;
  readonly entryId: string;
}

/** Who was sent what. */
export interface AuditLog {
  /** May be repeated. */
  append(entry: AuditEntry): Promise<void>;
  /** One page of a search, from where the one before it ended. What it reads is bounded, whatever is looked for. */
  search(
    search: AuditSearch,
    page: { readonly limit: number; readonly after?: AuditPlace | undefined },
  ): Promise<AuditPage>;
}

/** Whether an entry is one of those that are looked for. */
export function isSought(entry: AuditEntry, search: AuditSearch): boolean {
  const { clientId, since, until, account, tick, status } = search;
  if (clientId !== undefined && entry.clientId !== clientId) return false;
  if (status !== undefined && entry.status !== status) return false;
  if (entry.to < since || entry.to >= until) return false;
  if (account === undefined && tick === undefined) return true;
  return entry.accounts.some(
    (one) =>
      (account === undefined || one.account === account) &&
      (tick === undefined || hasTick(one, BigInt(tick))),
  );
}

function hasTick({ firstTick, lastTick }: AuditedAccount, tick: bigint): boolean {
  return firstTick !== null && lastTick !== null && BigInt(firstTick) <= tick && tick <= BigInt(lastTick);
}
