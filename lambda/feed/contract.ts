/** What the function reads from its environment. */
export const FEED_ENVIRONMENT = [
  'STAGE',
  /** What a load goes through. */
  'RECORDS_TABLE',
  /** Tables of the feed: its events, its ends and subscriptions, and who read what. */
  'FEED_LOG_TABLE',
  'FEED_STATE_TABLE',
  'FEED_AUDIT_TABLE',
  /** What clients may see at most: JSON, as lambda/domain/feed-permissions.ts reads it. */
  'FEED_CLIENTS',
] as const;

/** The streams: each is a GET that is answered with `text/event-stream`. */
export const FEED_STREAMS = ['/feed/changes', '/feed/load'] as const;

/** What the feed counts, in its metrics. */
export const FEED_METRICS = {
  /** Connections that have ended. */
  connections: 'FeedConnections',
  /** Events sent over them. */
  events: 'FeedEventsSent',
  /** Connections that we broke off because something failed. */
  failed: 'FeedConnectionsFailed',
  /** Connections that ended because events that they needed had gone. */
  gaps: 'FeedConnectionsBehind',
  /** Reads of the feed log that failed. */
  logFailures: 'FeedLogReadFailures',
  /** Entries that the audit log did not take. Worth an alarm above 0. */
  auditFailures: 'FeedAuditFailures',
} as const;
