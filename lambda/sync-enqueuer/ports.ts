import type { SyncChange } from '../domain/sync-capture.ts';
import type { StreamRecord } from './contract.ts';

/** What became of an object's changes: each is in the queue, or was there before (or is older than what is). */
export interface CaptureReceipt {
  readonly captured: number;
  readonly ignored: number;
}

/** The pending queues as they are filled. */
export interface PendingQueue {
  /** The first of `count` numbers in a row that nobody else gets, all greater than those given out before. */
  takeNumbers(count: number): Promise<bigint>;
  /**
   * Folds changes of one object, oldest first, into its pending rows, all at once. May be repeated: a change whose
   * sequence number is not greater than the last one's captured does nothing.
   */
  capture(changes: readonly [SyncChange, ...SyncChange[]]): Promise<CaptureReceipt>;
}

/** Whether data sync is on (DataSyncEnabled). */
export interface CaptureSwitch {
  /** As it was at most some seconds ago. Rejects when nobody knows. */
  isOn(): Promise<boolean>;
}

/** A record that can never be captured, and why. */
export interface ParkedRecord {
  readonly record: StreamRecord;
  readonly owner: string;
  /** Stable word for the reason, such as `no-image`. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Where records that can never be captured are kept whole, until an operator has looked at them. */
export interface ParkingPlace {
  /** Resolves within `timeoutMs`: true when the record is kept; parking it again replaces it. Never rejects. */
  park(parked: ParkedRecord, options: { timeoutMs: number }): Promise<boolean>;
}

/** What the enqueuer has to say as it works; no contents of records. */
export interface EnqueuerLog {
  parked(about: { eventId: string; reason: string }): void;
  failed(about: { error: unknown; records: number }): void;
}
