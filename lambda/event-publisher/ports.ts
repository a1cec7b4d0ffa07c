import type { StreamRecord } from './contract.ts';

/** One event on its way: `bytes` from `start` to `end` (exclusive) are its data, at most 1 MiB unless the stream takes more. */
export interface OutgoingEvent {
  /** 1 to 256 characters. */
  readonly partitionKey: string;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * What became of one event. `delivered`: stored, and acknowledged. `retry`: not stored, or nobody knows: send it again.
 * `rejected`: never taken, by itself, however often it is sent. `refused`: nothing is taken as things stand (no permission, no stream).
 * `code` is the service's own name of the error, for logs; never contents.
 */
export type PutOutcome =
  | { readonly status: 'delivered' }
  | { readonly status: 'retry' | 'rejected' | 'refused'; readonly code: string };

/** Takes events in calls. It keeps no order within a call. */
export interface EventSink {
  /**
   * Puts at most 500 events and 10 MiB, keys included, in one call. Resolves within `timeoutMs` to one outcome for each event, in
   * their order; never rejects. Reads the events' bytes only until it resolves.
   */
  put(events: readonly OutgoingEvent[], options: { timeoutMs: number }): Promise<readonly PutOutcome[]>;
}

/** A record that can never be sent, and why. */
export interface ParkedRecord {
  readonly record: StreamRecord;
  readonly owner: string;
  /** Stable word for the reason, such as `too-large`. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Where records that can never be sent are kept whole, until an operator sends them again. */
export interface ParkingPlace {
  /** Resolves within `timeoutMs`: true when the record is kept; parking it again replaces it. Never rejects. */
  park(parked: ParkedRecord, options: { timeoutMs: number }): Promise<boolean>;
}

/** Everything that was given up: single records that were parked, and batches that Lambda put there. */
export interface ParkedObjects {
  /** Keys below a prefix, each once. */
  list(prefix: string): AsyncIterable<string>;
  /** The object's text. */
  read(key: string): Promise<string>;
  /** Moves an object below `sent/`, where nobody lists it again. May be repeated. */
  markSent(key: string): Promise<void>;
}

/** Calls back once after some milliseconds, unless it is cancelled by what it returns. */
export type Timer = (delayMs: number, callback: () => void) => () => void;

/** What the publisher has to say as it works; no contents of records. */
export interface PublisherLog {
  parked(about: { eventId: string; reason: string }): void;
  failed(about: { code: string; records: number }): void;
}
