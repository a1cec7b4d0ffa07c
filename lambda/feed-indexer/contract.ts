/** What the function reads from its environment. */
export const FEED_INDEXER_ENVIRONMENT = [
  'STAGE',
  /** Table of the events. */
  'FEED_LOG_TABLE',
  /** Table of what is little and lasts: the ends of the log, subscriptions. */
  'FEED_STATE_TABLE',
  /** How many partitions a feed is made with. One that is there keeps those that it has. */
  'FEED_PARTITIONS',
  /** Bucket where records that can never be logged are kept whole. */
  'PARKING_BUCKET',
] as const;

/** The tables of the feed have keys of the same names, all strings. */
export const FEED_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds. */
  timeToLiveAttribute: 'expires',
} as const;

/** What the function counts, in its metrics. */
export const FEED_INDEXER_METRICS = {
  /** Events that have gone into the log. */
  logged: 'EventsLogged',
  /** Pages that they went in. */
  pages: 'PagesLogged',
  /** Events that the stream had more than once. */
  duplicates: 'DuplicatesDropped',
  /** Events of no type of the model: the feed does not show them. */
  unknown: 'EventsOfNoType',
  /** Times that another shard's events had gone into the partition first. */
  contention: 'LogContention',
  /** Records that can never be logged and have been parked. Worth an alarm above 0. */
  parked: 'EventsParked',
  /** Records that come again. */
  failed: 'EventsFailed',
  /** From the arrival in the stream to the log, milliseconds, the oldest of each batch. */
  ageMs: 'LogAge',
} as const;

/** One record of a Kinesis stream, as Lambda hands it over. */
export interface KinesisRecord {
  /** `<shard id>:<sequence number>`. */
  readonly eventID?: string;
  readonly kinesis?: {
    readonly partitionKey?: string;
    readonly sequenceNumber?: string;
    /** Base64. */
    readonly data?: string;
    /** Epoch seconds. */
    readonly approximateArrivalTimestamp?: number;
  };
}

/** What goes back to Lambda: it starts again at the lowest sequence number named; none is success. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}
