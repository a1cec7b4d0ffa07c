/** What the functions read from their environment. */
export const FEED_ADMIN_ENVIRONMENT = [
  'STAGE',
  /** Table of what is little and lasts: the ends of the log, subscriptions. */
  'FEED_STATE_TABLE',
  /** Table of the audit log. */
  'FEED_AUDIT_TABLE',
  /** What clients may see at most: JSON, as lambda/domain/feed-permissions.ts reads it. */
  'FEED_CLIENTS',
] as const;

/** The table of the audit log: its keys are strings. */
export const FEED_AUDIT_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds. */
  timeToLiveAttribute: 'expires',
} as const;
