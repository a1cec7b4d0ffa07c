import type { AuditLog } from '../domain/feed-audit.ts';
import type { FeedLogReader } from '../domain/feed-log.ts';
import type { RecordWalk } from '../domain/record-walk.ts';
import { AuditTrail } from './audit-trail.ts';
import type { FeedChunk, StreamEnd, StreamSettings } from './change-stream.ts';
import type { EventIds } from './event-ids.ts';
import type { FeedTail } from './feed-tail.ts';
import type { FeedLog, FeedRequest, FeedTime, FeedViews } from './ports.ts';

/** What a connection is served with. */
export interface FeedOptions {
  readonly log: FeedLogReader;
  readonly tail: FeedTail;
  readonly walk: RecordWalk;
  readonly ids: EventIds;
  readonly views: FeedViews;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly news: FeedLog;
  readonly time: FeedTime;
  readonly settings: FeedSettings;
}

/** How connections are kept. */
export interface FeedSettings extends StreamSettings {
  /** A connection ends itself after so long, before a gateway would end it. */
  readonly connectionMs: number;
}

/** As the services in front of a feed want it: a gateway ends a stream after 15 minutes, and one that is silent after 5. */
export const FEED_SETTINGS: FeedSettings = { retryMs: 2_000, heartbeatMs: 15_000, connectionMs: 14 * 60_000 };

/** The bytes of a stream, with its audit trail. */
export function followed(
  { audit, news, time }: FeedOptions,
  { path, caller, connectionId }: FeedRequest,
  fromId: string | null,
  chunks: AsyncGenerator<FeedChunk, StreamEnd>,
): AsyncGenerator<Buffer, void> {
  const trail = new AuditTrail({
    ...{ audit, news, clock: time.clock, connectionId, fromId },
    stream: path === '/feed/load' ? 'load' : 'changes',
    clientId: caller.clientId,
  });
  return trail.follow(chunks);
}

/** When a connection ends itself: before a gateway does, and with the token. */
export function endOf(
  { time, settings }: Pick<FeedOptions, 'time' | 'settings'>,
  { caller, endsBy }: FeedRequest,
): number {
  return Math.min(time.clock() + settings.connectionMs, endsBy, caller.expiresAt);
}
