import type { FeedObject, FeedPosition } from '../domain/feed-log.ts';
import type { KinesisRecord } from './contract.ts';

/** An event that is about to be logged: it has no offset yet. */
export interface NewEvent extends FeedObject {
  /** `_event_id`. */
  readonly eventId: string;
}

/** How far a shard of the event stream has been taken into a partition of the log. */
export interface Checkpoint {
  /** Kinesis sequence number: decimal digits, longer than a double holds. */
  readonly sequence: string;
  /** When it was set, epoch milliseconds. */
  readonly at: number;
}

/** Where a partition of the log ends. It outlives the partition's events. */
export interface PartitionTail {
  readonly partition: string;
  /** Offset of the latest event; 0 while it never had one. */
  readonly last: number;
  /** When that was logged, epoch milliseconds; 0 while it never had one. */
  readonly loggedAt: number;
  /** By shard id. */
  readonly checkpoints: Readonly<Record<string, Checkpoint>>;
}

/** Events that go into a partition together, or not at all. */
export interface NewPage {
  /** The tail as it was read: the page goes behind it, or nowhere. */
  readonly tail: PartitionTail;
  /** In order; at least one. The first gets the offset `tail.last + 1`. */
  readonly events: readonly NewEvent[];
  /** Never less than `tail.loggedAt`. */
  readonly loggedAt: number;
  /** What the tail's checkpoints become, in the same step. */
  readonly checkpoints: Readonly<Record<string, Checkpoint>>;
}

/** The feed log, as the one who fills it sees it. Every call may be repeated. */
export interface FeedLogWriter {
  /** The names of the partitions, in the order of the hash ranges of owners; made by whoever asks first, and then the same for ever. */
  partitions(): Promise<readonly string[]>;
  /** Sees every page that was added before. */
  tail(partition: string): Promise<PartitionTail>;
  /** The new tail; undefined, with nothing written, when the partition's tail is no longer the page's. */
  append(page: NewPage): Promise<PartitionTail | undefined>;
  /** Which of these events have been remembered in the last two days and an hour. No id twice. */
  seen(eventIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Remembers events that are in the log. */
  remember(eventIds: readonly string[]): Promise<void>;
  /** Tells readers how far the log has come. An offset that is less than what they have been told changes nothing. */
  show(latest: FeedPosition): Promise<void>;
}

/** A record that can never be logged, and why. */
export interface ParkedRecord {
  readonly record: KinesisRecord;
  readonly owner: string;
  /** Stable word for the reason, such as `no-json`. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Where records that can never be logged are kept whole, until an operator has looked at them. */
export interface ParkingPlace {
  /** Resolves within `timeoutMs`: true when the record is kept; parking it again replaces it. Never rejects. */
  park(parked: ParkedRecord, options: { timeoutMs: number }): Promise<boolean>;
}

/** What the indexer has to say as it works; no contents of events. */
export interface IndexerLog {
  parked(about: { eventId: string; reason: string }): void;
  failed(about: { error: unknown; partition: string }): void;
}
