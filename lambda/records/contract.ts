/** What the function that finishes commits reads from its environment. */
export const FINISH_COMMITS_ENVIRONMENT = ['RECORDS_TABLE', 'LEDGER_TABLE', 'STAGE'] as const;

/** What the scheduled function counts, in its metrics and in its one log line. */
export const FINISH_COMMITS_METRICS = {
  /** Journalled commits that a crash had left and that have been carried through. */
  finished: 'CommitsFinished',
  /** Journalled commits that had not reached their commit point and have been taken back. */
  undone: 'CommitsUndone',
  /** Those that could be neither; each will be tried again by the next run. Worth an alarm above 0. */
  failed: 'CommitsNotFinished',
  /** Age of the oldest commit found unfinished, in milliseconds. */
  oldestAgeMs: 'OldestUnfinishedCommitAge',
} as const;

/** The Records table: one item a record, streamed with old and new images. All keys are strings. */
export const RECORDS_TABLE = {
  partitionKey: '_owner',
  sortKey: '_key',
  /** Removes deleted records a day after their deletion has been streamed. */
  timeToLiveAttribute: '_expires',
  streamViewType: 'NEW_AND_OLD_IMAGES',
  /** Sparse: holds only records of types that are listed. Strings, both. */
  listedIndex: {
    indexName: 'listed',
    partitionKey: '_listed',
    sortKey: '_key',
    projectionType: 'KEYS_ONLY',
  },
} as const;

/** The Ledger table: ticks, names, references, idempotency answers, journals. Not streamed. */
export const LEDGER_TABLE = {
  /** String. */
  partitionKey: 'pk',
  /** String. */
  sortKey: 'sk',
  timeToLiveAttribute: 'expires',
  /** Sparse: holds only the heads of journals that are not finished. */
  unfinishedIndex: {
    indexName: 'unfinished',
    /** String. */
    partitionKey: 'unfinished',
    /** Number: epoch milliseconds at which the commit began. */
    sortKey: 'since',
    projectionType: 'KEYS_ONLY',
  },
} as const;
