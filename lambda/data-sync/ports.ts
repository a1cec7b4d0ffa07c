import type { SyncMessage } from '../domain/sync-message.ts';
import type { SyncRow, SyncRowKey } from '../domain/sync-row.ts';
import type { SyncRunEnd, SyncRunStart, SyncTaskCounts } from '../domain/sync-run.ts';

/** The right to send, held by one run at a time for each worker; `token` grows with each holder. */
export interface Lease {
  readonly worker: number;
  readonly token: string;
  /** Epoch milliseconds until which nobody else can hold it. Nothing is sent after it. */
  readonly until: number;
}

/** Who may send: of the runs that want a worker's lease, one. */
export interface Leases {
  /** The lease of a worker for a run; undefined while another run holds it. The same run gets its own again. */
  acquire(request: { runId: string; worker: number; forMs: number }): Promise<Lease | undefined>;
  /** Prolongs it; undefined when it was lost meanwhile. */
  renew(lease: Lease, forMs: number): Promise<Lease | undefined>;
  /** Gives it back; nothing happens when it was lost. */
  release(lease: Lease): Promise<void>;
}

/** The queues as the job uses them. Every write is refused (LEASE_LOST) once the lease is another's. */
export interface SyncQueues {
  /** Rows in progress of these lanes, by number; `after` resumes. At most `limit`. */
  inProgress(request: {
    lanes: readonly number[];
    after?: SyncRowKey;
    limit: number;
  }): Promise<readonly SyncRow[]>;
  /**
   * Moves up to `limit` rows of these lanes, oldest of each lane first, from the pending queues into the progress
   * queue, and gives them back as moved. Empty: nothing was pending. A row is in exactly one queue at any time.
   */
  moveBatch(request: { lanes: readonly number[]; limit: number; lease: Lease }): Promise<readonly SyncRow[]>;
  /** Takes a delivered row out of the progress queue; nothing happens when it is gone already. */
  remove(row: SyncRowKey, lease: Lease): Promise<void>;
  /** Takes a row that keeps failing out of the progress queue into the parked ones, whole, with why. */
  park(row: SyncRow, reason: DeliveryFailure, lease: Lease): Promise<void>;
}

/** A row that was parked, whole, and why. */
export interface ParkedRow {
  readonly row: SyncRow;
  readonly reason: DeliveryFailure;
  /** Epoch milliseconds. */
  readonly parkedAt: number;
}

/** Rows that kept failing, until an operator sends them again or lets them go. */
export interface ParkedRows {
  /** Parked rows by number, at most `limit`; `after` is the number of the last one seen. */
  list(request: { limit: number; after?: string }): Promise<readonly ParkedRow[]>;
  /**
   * Puts a row back into its pending queue under its own number, so that it goes before what its customer has waiting.
   * `superseded`: the object has changed since; what is newer has gone or will go instead, and the row is dropped.
   */
  redrive(number: string): Promise<'redriven' | 'superseded' | 'absent'>;
  /** Drops a parked row, undelivered; whether there was one. */
  discard(number: string): Promise<boolean>;
}

/** How many rows a queue holds and since when its oldest one waits (epoch milliseconds; absent when it is empty). */
export interface QueueDepth {
  readonly depth: number;
  readonly oldestAt?: number;
}

/** Looks at the queues without reading through them. */
export interface QueueDepths {
  read(): Promise<
    Readonly<Record<'customerPending' | 'transactionPending' | 'progress' | 'parked', QueueDepth>>
  >;
}

/** What the receiver, or the way to it, answered to one request. */
export type DeliveryOutcome =
  | { readonly outcome: 'delivered'; readonly status: 200; readonly ms: number }
  | DeliveryFailure;

/** A request that was not taken, as far as it came. */
export interface DeliveryFailure {
  readonly outcome: 'failed';
  /** What failed: the address check, the connection, the time-out, the token, or the answer. */
  readonly stage: 'destination' | 'dns' | 'connect' | 'tls' | 'timeout' | 'token' | 'response';
  /** HTTP status where one came. */
  readonly status?: number;
  /** More exactly what failed: a code or a phrase for people, never from the answer's body and never a secret. */
  readonly reason?: string;
  /** From `Retry-After`, milliseconds. */
  readonly retryAfterMs?: number;
  /** The first characters of the answer, at most 256, printable ones only. */
  readonly excerpt?: string;
  readonly ms: number;
}

/** The third-party application that hears of the changes. */
export interface Receiver {
  /**
   * POSTs the messages as one request. Never throws; a 401 has already been tried once more with a new token.
   * `attempt`, which try of these messages it is, is for the log. @default 1
   */
  deliver(messages: readonly SyncMessage[], attempt?: number): Promise<DeliveryOutcome>;
}

/** The job monitor as the job fills it in. Each call may be repeated. */
export interface RunLog {
  /** A run begins; one that has begun already, as in an execution before, stays as it is but for its execution. */
  begin(run: SyncRunStart): Promise<void>;
  /** What a worker has done in the run so far, in all its turns together. */
  count(runId: string, counts: SyncTaskCounts): Promise<void>;
  /** A run ends. One that was canceled before stays canceled. */
  end(runId: string, end: SyncRunEnd): Promise<void>;
  /** Whether somebody has asked the run to stop. */
  isCanceled(runId: string): Promise<boolean>;
}

/** The settings as texts, by name. */
export interface SettingsReader {
  /** Those that are set. */
  read(): Promise<Readonly<Record<string, string>>>;
}
