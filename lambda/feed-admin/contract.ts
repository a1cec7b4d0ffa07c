/** What the function of subscriptions reads from its environment. */
export const SUBSCRIPTION_ENVIRONMENT = [
  'STAGE',
  /** Table of what is little and lasts: the ends of the log, subscriptions. */
  'FEED_STATE_TABLE',
  /** What clients may see at most: JSON, as lambda/domain/feed-permissions.ts reads it. */
  'FEED_CLIENTS',
] as const;

/** What the function of the audit log reads from its environment. */
export const AUDIT_LOG_ENVIRONMENT = ['STAGE', 'FEED_AUDIT_TABLE'] as const;

/** The table of the audit log: its keys are strings. */
export const FEED_AUDIT_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds. */
  timeToLiveAttribute: 'expires',
} as const;
