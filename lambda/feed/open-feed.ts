import { AppError, type ErrorCode } from '../domain/app-error.ts';
import type { AuditEntry } from '../domain/feed-audit.ts';
import { meetsOneOf, roleWords } from '../domain/role.ts';
import { CatchUp } from './catch-up.ts';
import { ChangeStream } from './change-stream.ts';
import { endOf, type FeedOptions, followed } from './feed-connection.ts';
import { invalid, lastIdOf, parameters } from './feed-request.ts';
import { openLoad } from './open-load.ts';
import type { FeedAnswer, FeedRequest } from './ports.ts';
import { startPosition } from './start-position.ts';

const AUDITED: readonly ErrorCode[] = ['EVENTS_GONE', 'EVENT_ID_INVALID'];
/** What is kept of an id that may be anything. */
const MAX_ID_LENGTH = 1_000;
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
  try {
    if (request.path === '/feed/changes') return await openChanges(options, request);
    if (request.path === '/feed/load') return await openLoad(options, request);
  } catch (error) {
    await auditRefusal(options, request, error);
    throw error;
  }
  throw new AppError('NOT_FOUND', 'there are the streams /feed/changes and /feed/load');
}

/** Who came for events that are gone, or with an id that is none, stands in the audit log, too: somebody is missing something. */
async function auditRefusal(options: FeedOptions, request: FeedRequest, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || !AUDITED.includes(error.code)) return;
  const { audit, news, time } = options;
  const { path, caller, connectionId, query, headers } = request;
  const sent = headers['last-event-id'] ?? query.lastEventId?.[0];
  const [at, entryId] = [time.clock(), `${connectionId}-0`];
  const entry: AuditEntry = {
    ...{ entryId, clientId: caller.clientId, stream: path === '/feed/load' ? 'load' : 'changes' },
    ...{ from: at, to: at, fromId: sent?.slice(0, MAX_ID_LENGTH) ?? null, toId: null },
    ...{ status: 'failed', reason: error.code, events: 0, accounts: [] },
  };
  await audit.append(entry).catch((cause) => news.auditFailed({ error: cause, entryId }));
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
    return {
      status: 200,
      chunks: followed(options, request, lastId ?? ids.of(start.position), stream.chunks()),
    };
  } catch (error) {
    tail.leave(undefined);
    throw error;
  }
}
