/** What became of an object, in the feed's words. `load` stands for what is there, not for a change. */
export type FeedAction = 'create' | 'update' | 'delete' | 'load';

/** One object as the feed shows it: rendered once, sent to whoever may see it. */
export interface FeedObject {
  readonly action: FeedAction;
  /** As it stands in `ref.type`: `Account`, `Plan_Instance`. */
  readonly type: string;
  /** The account that owns the record. */
  readonly owner: string;
  /** Digits; null for a record that another writer put there without one. */
  readonly tick: string | null;
  /** When it was changed, epoch milliseconds. */
  readonly changedAt: number;
  /** First data line: JSON of `ref`, `tstamp`, `tick`. */
  readonly header: string;
  /** Second data line: JSON of the object. */
  readonly body: string;
}

/** An event in the feed log: where it stands, and what it says. */
export interface LoggedEvent extends FeedObject {
  /** `_event_id`, the same for a duplicate in the event stream. */
  readonly eventId: string;
  /** Within its partition, from 1, without a gap. */
  readonly offset: number;
  /** When it was written to the log, epoch milliseconds; never falls within a partition. */
  readonly loggedAt: number;
}

/**
 * A place in the feed: of each partition of the log, the offset of the last event that has been taken. A partition that is not
 * named has been read up to 0. Partitions are named by digits that no other feed uses.
 */
export type FeedPosition = Readonly<Record<string, number>>;

/** How long an event is served after it was logged (Aria Data Feed: 48 hours). */
export const FEED_RETENTION_MS = 48 * 60 * 60 * 1000;

/** What one read brings at most, and an event or a page of them more: records can be so large that a few hundred would fill a memory. */
export const READ_CHARACTERS = 1024 * 1024;

/** How many characters events have, which is about the memory that they take. */
export function charactersOf(events: readonly FeedObject[]): number {
  return events.reduce((sum, { header, body }) => sum + header.length + body.length, 0);
}

/** What stands at the ends of the log. */
export interface FeedEnds {
  /** Every partition of this feed, with the offset of its latest event; 0 while it has none. */
  readonly latest: FeedPosition;
  /** Grows whenever a subscription is changed, so that an open connection need not ask for its own each time. */
  readonly subscriptionsVersion: number;
  /** What the feed seals in ids that clients must not read: 32 bytes in base64. Undefined while nothing was ever logged. */
  readonly sealKey?: string | undefined;
}

/** The feed log, as its readers see it. Reads see every event that was logged before them. */
export interface FeedLogReader {
  /** One small read, whatever the number of partitions: what an idle reader costs. */
  ends(): Promise<FeedEnds>;
  /** A partition's kept events after an offset, in order, at most about `limit`, and about READ_CHARACTERS; none at its end. */
  read(range: {
    readonly partition: string;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly LoggedEvent[]>;
  /** The place before the first event of each partition that was logged at `time` or later and is still kept. */
  positionAt(time: number): Promise<FeedPosition>;
}
