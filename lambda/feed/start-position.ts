import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import {
  FEED_RETENTION_MS,
  type FeedEnds,
  type FeedLogReader,
  type FeedPosition,
} from '../domain/feed-log.ts';
import { readPosition } from '../domain/feed-position.ts';
import type { CatchUp } from './catch-up.ts';
import type { EventIds } from './event-ids.ts';
import { invalid } from './feed-request.ts';
import { fromTime } from './from-parameter.ts';
import { isLoadPlace } from './load-place.ts';
import { offsetAt } from './place.ts';

export interface StartOptions {
  readonly log: FeedLogReader;
  readonly ids: EventIds;
  readonly clock: Clock;
  readonly catchUp: CatchUp;
  readonly ends: FeedEnds;
  /** What the client has seen last. */
  readonly lastId: string | undefined;
  readonly from: string | undefined;
  /** Go on behind a gap instead of being refused. */
  readonly resumesAfterGap: boolean;
}

/** Where a change stream begins. */
export interface Start {
  readonly position: FeedPosition;
  /** The place that was asked for, where events behind it are gone. */
  readonly lostAfter?: FeedPosition;
}

/** How often a place is looked for again whose first events go at that very moment. */
const TRIES = 3;

/**
 * Finds where the stream begins: behind the last id, else at `from`, else now. Throws VALIDATION_FAILED, EVENT_ID_INVALID, or EVENTS_GONE with
 * the earliest id: nothing is skipped in silence.
 */
export async function startPosition(options: StartOptions): Promise<Start> {
  const { lastId, from, ends } = options;
  if (lastId !== undefined) return behindGaps(options, await knownPosition(lastId, options));
  if (from !== undefined) return fromTimeOn(options, from);
  return { position: ends.latest };
}

/** The place that an id names, every partition with it. Throws EVENT_ID_INVALID for an id that this feed has not given. */
export async function knownPosition(
  id: string,
  { ids, log, ends }: Pick<StartOptions, 'ids' | 'log' | 'ends'>,
): Promise<FeedPosition> {
  const unpacked = ids.unpack(id);
  if ('fault' in unpacked) throw invalidId(unpacked.fault);
  if (isLoadPlace(unpacked.text))
    throw invalidId('it is of a load that has not ended: take that up again at /feed/load');
  const read = readPosition(unpacked.text);
  if ('fault' in read) throw invalidId(read.fault);
  const { position } = read;
  const foreign = Object.keys(position).find((partition) => ends.latest[partition] === undefined);
  if (foreign !== undefined) throw invalidId('it is of another feed');
  for (const partition of Object.keys(position)) {
    const offset = offsetAt(position, partition);
    // What is told of the ends can be a little less than what is there.
    if (offset <= offsetAt(ends.latest, partition)) continue;
    const [event] = await log.read({ partition, after: offset - 1, limit: 1 });
    if (event?.offset !== offset) throw invalidId('it lies beyond the end of the feed');
  }
  const begin = Object.fromEntries(Object.keys(ends.latest).map((partition) => [partition, 0]));
  return { ...begin, ...position };
}

async function behindGaps(options: StartOptions, position: FeedPosition): Promise<Start> {
  const { catchUp, ends, resumesAfterGap } = options;
  const gaps = await catchUp.gaps(position, ends);
  if (Object.keys(gaps).length === 0) return { position };
  if (!resumesAfterGap) throw await gone(options, 'events behind this id');
  return { position: { ...position, ...gaps }, lostAfter: position };
}

async function fromTimeOn(options: StartOptions, text: string): Promise<Start> {
  const { log, clock, catchUp, ends, resumesAfterGap } = options;
  const now = clock();
  const from = fromTime(text, now);
  if ('fault' in from) throw invalid(from.fault);
  const isTooOld = from.time < now - FEED_RETENTION_MS;
  if (isTooOld && !resumesAfterGap)
    throw await gone(options, `events of ${new Date(from.time).toISOString()}`);
  for (let tries = 1; ; tries += 1) {
    const position = await log.positionAt(from.time);
    const gaps = await catchUp.gaps(position, ends);
    const lost = isTooOld ? { lostAfter: {} } : {};
    if (Object.keys(gaps).length === 0) return { position, ...lost };
    if (tries === TRIES) return { position: { ...position, ...gaps }, ...lost };
  }
}

/** The answer where something is missing, with the earliest id that is not. */
export async function gone(
  { log, ids, clock }: Pick<StartOptions, 'log' | 'ids' | 'clock'>,
  what: string,
): Promise<AppError> {
  const earliestId = ids.of(await log.positionAt(clock() - FEED_RETENTION_MS));
  return new AppError(
    'EVENTS_GONE',
    `${what} are no longer kept (48 hours); load again what must be complete, or begin behind earliestId, or send onGap=resume to go on behind the gap`,
    { members: { earliestId } },
  );
}

/** The answer to an id that cannot be taken. */
export function invalidId(fault: string): AppError {
  return new AppError(
    'EVENT_ID_INVALID',
    `the last event id cannot be used: ${fault}. Send the id as it came, or none`,
  );
}
