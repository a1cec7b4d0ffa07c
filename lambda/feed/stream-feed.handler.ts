import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbAuditLog } from '../adapters/dynamodb/dynamodb-audit-log.ts';
import { DynamoDbFeedLogReader } from '../adapters/dynamodb/dynamodb-feed-log-reader.ts';
import { DynamoDbRecordWalk } from '../adapters/dynamodb/dynamodb-record-walk.ts';
import { DynamoDbSubscriptions } from '../adapters/dynamodb/dynamodb-subscriptions.ts';
import { GzipIdCodec } from '../adapters/gzip/gzip-id-codec.ts';
import { feedPermissions } from '../domain/feed-permissions.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger, describeError } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { streamHandler } from '../runtime/stream-handler.ts';
import type { OpenStream } from '../runtime/stream-request.ts';
import { ClientViews } from './client-views.ts';
import { FEED_ENVIRONMENT, FEED_METRICS } from './contract.ts';
import { EventIds } from './event-ids.ts';
import { FEED_SETTINGS } from './feed-connection.ts';
import { FeedTail } from './feed-tail.ts';
import { openFeed } from './open-feed.ts';
import type { FeedLog } from './ports.ts';

const environment = readEnvironment(FEED_ENVIRONMENT);
const logger = createLogger({ stage: environment.STAGE });
const metrics = createMetrics({ stage: environment.STAGE });
const client = dynamoDbClient();
const log = new DynamoDbFeedLogReader({
  client,
  tables: { log: environment.FEED_LOG_TABLE, state: environment.FEED_STATE_TABLE },
});
const ids = new EventIds(new GzipIdCodec());
const time = {
  clock: systemClock,
  timer: (delayMs: number, callback: () => void) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

const news: FeedLog = {
  logFailed: ({ error, tries }) => {
    count(FEED_METRICS.logFailures, 1);
    logger.warn('the feed log cannot be read', { tries, error: describeError(error) });
  },
  auditFailed: ({ error, entryId }) => {
    count(FEED_METRICS.auditFailures, 1);
    logger.error('the audit log did not take an entry', { entryId, error: describeError(error) });
  },
  ended: ({ error, ...end }) => {
    metrics.addMetric(FEED_METRICS.connections, 'Count', 1);
    metrics.addMetric(FEED_METRICS.events, 'Count', end.events);
    metrics.addMetric(FEED_METRICS.failed, 'Count', end.reason === 'failed' ? 1 : 0);
    count(FEED_METRICS.gaps, end.reason === 'gap' ? 1 : 0);
    if (error === undefined) logger.info('stream ended', end);
    else logger.error('stream ended', { ...end, error: describeError(error) });
  },
};

function count(metric: string, value: number): void {
  metrics.addMetric(metric, 'Count', value);
  metrics.publishStoredMetrics();
}

/** GET /feed/changes and GET /feed/load, for whichever server asks. */
export const open: OpenStream = (request) => openFeed(options, request);

const options = {
  ...{ log, ids, time, news, settings: FEED_SETTINGS },
  tail: new FeedTail({ log, ids, time, news }),
  walk: new DynamoDbRecordWalk({ client, table: environment.RECORDS_TABLE }),
  views: new ClientViews({
    subscriptions: new DynamoDbSubscriptions({ client, table: environment.FEED_STATE_TABLE }),
    permissions: feedPermissions(environment.FEED_CLIENTS),
  }),
  audit: new DynamoDbAuditLog({ client, table: environment.FEED_AUDIT_TABLE }),
};

/** The same, behind API Gateway. */
export const handler = streamHandler({ open, logger, clock: systemClock });
