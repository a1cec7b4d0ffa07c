import type { Clock } from '../domain/clock.ts';
import type { FeedView } from '../model/feed/feed-view.ts';

/** Calls back once after so many milliseconds, unless cancelled by what it returns. */
export type Timer = (delayMs: number, callback: () => void) => () => void;

/** The time, handed in. */
export interface FeedTime {
  readonly clock: Clock;
  readonly timer: Timer;
}

/** What clients are shown at the moment. */
export interface FeedViews {
  /** `version` is the feed's `subscriptionsVersion`: what was read for a lower one is read again. */
  of(clientId: string, version: number): Promise<FeedView>;
}

/** What the feed tells of its own work: counts and codes, nothing of what is in it. */
export interface FeedLog {
  /** The log could not be read; readers are kept for a few more tries. */
  logFailed(failure: { readonly error: unknown; readonly tries: number }): void;
  /** The audit log did not take an entry. */
  auditFailed(failure: { readonly error: unknown; readonly entryId: string }): void;
  /** A connection has ended; one line for each. */
  ended(connection: ConnectionEnd): void;
}

/** How a connection went. */
export interface ConnectionEnd {
  readonly stream: 'changes' | 'load';
  readonly clientId: string;
  readonly connectionId: string;
  readonly events: number;
  readonly bytes: number;
  readonly ms: number;
  /** `time` its time was up, `client` the client went, `gap` events had gone that it needed, `done` the load is complete. */
  readonly reason: 'time' | 'client' | 'gap' | 'done' | 'failed';
  readonly error?: unknown;
}
