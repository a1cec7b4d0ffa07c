import { AppError } from '../domain/app-error.ts';
import type { AuditLog } from '../domain/feed-audit.ts';
import type { FeedEnds, FeedLogReader } from '../domain/feed-log.ts';
import type { RecordWalk } from '../domain/record-walk.ts';
import { meetsOneOf, roleWords } from '../domain/role.ts';
import { loadedObject } from '../model/feed/render-feed-object.ts';
import { AuditTrail } from './audit-trail.ts';
import { CatchUp } from './catch-up.ts';
import { ChangeStream, type FeedChunk, type StreamEnd, type StreamSettings } from './change-stream.ts';
import type { EventIds } from './event-ids.ts';
import { type FeedRequest, invalid, lastIdOf, parameters } from './feed-request.ts';
import type { FeedTail } from './feed-tail.ts';
import { openLoad } from './open-load.ts';
import type { FeedLog, FeedTime, FeedViews } from './ports.ts';
import { startPosition } from './start-position.ts';

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

/** What a request is answered with: a stream, or 204, which tells an SSE client not to come again. */
export type FeedAnswer =
  | { readonly status: 200; readonly chunks: AsyncGenerator<Buffer, void> }
  | { readonly status: 204 };

const ROLES = ['feed-reader'] as const;
const CHANGE_PARAMETERS = ['lastEventId', 'from', 'onGap'] as const;

/**
 * Opens a stream for a caller: throws an AppError for whatever cannot be answered with one; nothing has been sent then. Whoever gets `chunks`
 * must iterate them to their end or call `return`.
 */
export async function openFeed(options: FeedOptions, request: FeedRequest): Promise<FeedAnswer> {
  const { roles } = request.caller;
  if (!meetsOneOf(ROLES, roles))
    throw new AppError('FORBIDDEN', `this needs a token with the role ${roleWords(ROLES)}`);
  return request.path === '/feed/load' ? await openLoad(options, request) : await openChanges(options, request);
}

async function openChanges(options: FeedOptions, request: FeedRequest): Promise<FeedAnswer> {
  const { log, ids, time, tail, views } = options;
  const given = parameters(request, CHANGE_PARAMETERS);
  if (given.onGap !== undefined && given.onGap !== 'resume')
    throw invalid(`onGap is ${JSON.stringify(given.onGap.slice(0, 50))}; the only value is resume`);
  const lastId = lastIdOf(request, given);
  const catchUp = new CatchUp({ log, ids });
  const resumesAfterGap = given.onGap === 'resume';
  const ends = await tail.enter();
  try {
    const start = await startPosition({
      ...{ log, ids, catchUp, ends, lastId, resumesAfterGap, clock: time.clock, from: given.from },
    });
    const { clientId } = request.caller;
    // Whose subscription cannot be read is refused now, not in the middle.
    await views.of(clientId, ends.subscriptionsVersion);
    const stream = new ChangeStream({
      ...options,
      ...{ clientId, start, catchUp, resumesAfterGap },
      ...{ endsAt: endOf(options, request), signal: request.signal },
    });
    return { status: 200, chunks: followed(options, request, lastId ?? ids.of(start.position), stream.chunks()) };
  } catch (error) {
    tail.leave(undefined);
    throw error;
  }
}

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

/** The ends of the log as they are now, and what the client is shown. */
export async function endsAndView(
  { log, views }: Pick<FeedOptions, 'log' | 'views'>,
  { caller }: FeedRequest,
): Promise<{ readonly ends: FeedEnds; readonly view: Awaited<ReturnType<FeedViews['of']>> }> {
  const ends = await log.ends();
  return { ends, view: await views.of(caller.clientId, ends.subscriptionsVersion) };
}

/** The record's object for the load stream. */
export const rendered = loadedObject;
