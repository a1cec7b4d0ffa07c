import type { SyncCredentials } from '../domain/sync-credentials.ts';
import type { SyncMessage } from '../domain/sync-message.ts';
import type { SyncRow } from '../domain/sync-row.ts';
import type { SyncRun, SyncRunEnd } from '../domain/sync-run.ts';

/** The settings as texts, by name. */
export interface SettingStore {
  /** Those that are set. */
  read(): Promise<Readonly<Record<string, string>>>;
  /**
   * Sets these and no others, in this order; null takes one away, after all others have been set. Not at one moment: a reader may see some of
   * the changes, and a failure may leave some undone. May be repeated.
   */
  change(changes: Readonly<Record<string, string | null>>): Promise<void>;
}

/** Credential maps: credentials by map and key name. */
export interface CredentialStore {
  /** Undefined when the map has none under this key. */
  read(map: string, key: string): Promise<SyncCredentials | undefined>;
  /** Leaves every other key of the map as it is. Throws CREDENTIALS_NOT_WRITABLE, or CONTENTION when others never stop writing. */
  save(map: string, key: string, credentials: SyncCredentials): Promise<void>;
}

/** The job, as something that can be started and stopped. */
export interface JobRuns {
  /** Starts a run; gives back its execution. */
  start(runId: string): Promise<string>;
  /** Stops an execution; nothing happens when it has ended. */
  stop(execution: string): Promise<void>;
  /** How an execution ended, and when (epoch milliseconds) where that is known; undefined while it runs. */
  endOf(
    execution: string,
  ): Promise<{ readonly how: 'success' | 'error' | 'canceled'; readonly at?: number } | undefined>;
}

/** The job monitor. */
export interface RunMonitor {
  /** Runs, the latest first; `before` is the run id of the last one seen. */
  list(request: { limit: number; before?: string }): Promise<readonly SyncRun[]>;
  find(runId: string): Promise<SyncRun | undefined>;
  /** Asks a run to stop: its workers look, now and then. Nothing happens when it has ended. */
  cancel(runId: string): Promise<void>;
  /** As the job does when it ends; for a run whose execution could not. */
  end(runId: string, end: SyncRunEnd): Promise<void>;
}

/** How a message fared. */
export interface SampleOutcome {
  readonly outcome: 'delivered' | 'failed';
  readonly stage?: string;
  readonly status?: number;
  readonly reason?: string;
  readonly excerpt?: string;
  readonly retryAfterMs?: number;
  readonly ms: number;
}

/** The receiver, as the job knows it. */
export interface SampleReceiver {
  deliver(messages: readonly SyncMessage[]): Promise<SampleOutcome>;
}

/** How many rows a queue holds, and since when its oldest one waits (epoch milliseconds). */
export interface QueueDepth {
  readonly depth: number;
  readonly oldestAt?: number;
}

/** The queues, by what they are called in answers. */
export type QueueName = 'customerPending' | 'transactionPending' | 'progress' | 'parked';

/** Looks at the queues without reading through them. */
export interface QueueDepths {
  read(): Promise<Readonly<Record<QueueName, QueueDepth>>>;
}

/** A row that was parked, and why. */
export interface ParkedRow {
  readonly row: SyncRow;
  readonly reason: SampleOutcome;
  readonly parkedAt: number;
}

/** Rows that kept failing. */
export interface ParkedRows {
  /** By number, at most `limit`; `after` is the number of the last one seen. */
  list(request: { limit: number; after?: string }): Promise<readonly ParkedRow[]>;
  redrive(number: string): Promise<'redriven' | 'superseded' | 'absent'>;
  /** Whether there was one. */
  discard(number: string): Promise<boolean>;
}
