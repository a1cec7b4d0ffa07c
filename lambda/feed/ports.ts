import type { Clock } from '../domain/clock.ts';
import type { Role } from '../domain/role.ts';
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

/** A request for a stream, as both servers hand it over. */
export interface FeedRequest {
  /** `/feed/changes` or `/feed/load`. */
  readonly path: string;
  /** Every value of every parameter, decoded. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly caller: {
    readonly clientId: string;
    readonly roles: readonly Role[];
    /** When the token ends, epoch milliseconds. */
    readonly expiresAt: number;
  };
  /** Names this connection in logs and in the audit log; no other has it, whatever clients send. */
  readonly connectionId: string;
  /** Epoch milliseconds at which whoever serves it must have ended it. */
  readonly endsBy: number;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** What a request is answered with: a stream, or 204, which tells an SSE client not to come again. */
export type FeedAnswer =
  | { readonly status: 200; readonly chunks: AsyncGenerator<Buffer, void> }
  | { readonly status: 204 };
