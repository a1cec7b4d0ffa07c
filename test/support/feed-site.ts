import { DynamoDbFeedLogReader } from '../../lambda/adapters/dynamodb/dynamodb-feed-log-reader.ts';
import { DynamoDbRecordWalk } from '../../lambda/adapters/dynamodb/dynamodb-record-walk.ts';
import { DynamoDbSubscriptions } from '../../lambda/adapters/dynamodb/dynamodb-subscriptions.ts';
import { GzipIdCodec } from '../../lambda/adapters/gzip/gzip-id-codec.ts';
import { MemoryAuditLog } from '../../lambda/adapters/memory/memory-audit-log.ts';
import type { Clock } from '../../lambda/domain/clock.ts';
import { feedPermissions } from '../../lambda/domain/feed-permissions.ts';
import { ClientViews } from '../../lambda/feed/client-views.ts';
import { FEED_STREAMS } from '../../lambda/feed/contract.ts';
import { EventIds } from '../../lambda/feed/event-ids.ts';
import type { FeedSettings } from '../../lambda/feed/feed-connection.ts';
import { FeedTail, type FeedTailOptions } from '../../lambda/feed/feed-tail.ts';
import { openFeed } from '../../lambda/feed/open-feed.ts';
import type { ConnectionEnd } from '../../lambda/feed/ports.ts';
import { type StreamServer, startStreamServer } from '../../lambda/runtime/stream-server.ts';
import type { FakeDynamoDb } from './fake-dynamodb.ts';
import { FEED_TABLES } from './feed-tables.ts';
import { recordingLogger } from './gateway-event.ts';

export interface FeedSiteOptions {
  readonly records: FakeDynamoDb;
  /** The feed's tables. */
  readonly feed: FakeDynamoDb;
  /** @default the machine's time */
  readonly clock?: Clock;
  readonly settings?: Partial<FeedSettings>;
  readonly tail?: Partial<FeedTailOptions>;
  /** What some clients may see at most; all others see everything. */
  readonly clients?: readonly object[];
}

/** The feed on its real server, over tables in memory. Whoever sends `Bearer name` is the client of that name, others are `reader`. */
export class FeedSite {
  readonly ids = new EventIds(new GzipIdCodec());
  readonly audit = new MemoryAuditLog();
  readonly ends: ConnectionEnd[] = [];
  readonly failures: unknown[] = [];
  readonly subscriptions: DynamoDbSubscriptions;
  readonly #options: FeedSiteOptions;

  constructor(options: FeedSiteOptions) {
    this.#options = options;
    this.subscriptions = new DynamoDbSubscriptions({
      client: options.feed.client(),
      table: FEED_TABLES.state,
    });
  }

  /** A server as after a start: it knows nothing of what was before. */
  start(): Promise<StreamServer> {
    const { records, feed, clock = Date.now, settings, tail, clients = [] } = this.#options;
    const log = new DynamoDbFeedLogReader({ client: feed.client(), tables: FEED_TABLES, clock });
    const time = { clock, timer: realTimer };
    const news = {
      logFailed: (failure: unknown) => this.failures.push(failure),
      auditFailed: (failure: unknown) => this.failures.push(failure),
      ended: (end: ConnectionEnd) => this.ends.push(end),
    };
    const permissions = feedPermissions(JSON.stringify([{ client: '*' }, ...clients]));
    const options = {
      ...{ log, time, news, ids: this.ids, audit: this.audit },
      tail: new FeedTail({ log, ids: this.ids, time, news, ...tail }),
      walk: new DynamoDbRecordWalk({ client: records.client(), table: records.tables.records }),
      views: new ClientViews({ subscriptions: this.subscriptions, permissions }),
      settings: { retryMs: 2_000, heartbeatMs: 15_000, connectionMs: 14 * 60_000, ...settings },
    };
    return startStreamServer({
      streams: FEED_STREAMS,
      open: (request) => openFeed(options, request),
      commands: {},
      authorize: async (header) => ({
        ...{ outcome: 'allowed', subject: 's', clientId: header?.replace('Bearer ', '') ?? 'reader' },
        ...{ roles: ['feed-reader'], expires: 8_000_000_000 },
      }),
      logger: recordingLogger(),
      clock,
    });
  }
}

function realTimer(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
