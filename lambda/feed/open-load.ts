import { AppError } from '../domain/app-error.ts';
import type { FeedEnds } from '../domain/feed-log.ts';
import { FEED_TYPES } from '../model/feed/feed-type.ts';
import { type FeedView, narrowedView } from '../model/feed/feed-view.ts';
import { loadedObject } from '../model/feed/render-feed-object.ts';
import { nearestName } from '../model/nearest-name.ts';
import { CatchUp } from './catch-up.ts';
import type { EventIds } from './event-ids.ts';
import { endOf, type FeedOptions, followed } from './feed-connection.ts';
import { invalid, lastIdOf, parameters } from './feed-request.ts';
import { isLoadPlace, type LoadPlace, readLoadPlace } from './load-place.ts';
import { LoadStream } from './load-stream.ts';
import type { FeedAnswer, FeedRequest } from './ports.ts';
import { gone, invalidId, knownPosition } from './start-position.ts';

const NO_LOAD = 'it is of no load';
const LOAD_PARAMETERS = ['lastEventId', 'objects'] as const;

/**
 * Opens a load stream: from the beginning, or behind the last id. An id of the change stream says that the load is complete: 204. Throws
 * VALIDATION_FAILED, EVENT_ID_INVALID, or EVENTS_GONE when the change stream could no longer go on where the load began.
 */
export async function openLoad(options: FeedOptions, request: FeedRequest): Promise<FeedAnswer> {
  const { log, views } = options;
  const { clientId } = request.caller;
  const given = parameters(request, LOAD_PARAMETERS);
  const ends = await log.ends();
  const view = await views.of(clientId, ends.subscriptionsVersion);
  const objects = objectsOf(view, given.objects);
  const lastId = lastIdOf(request, given);
  const place =
    lastId === undefined
      ? { watermark: ends.latest, objects, page: undefined, record: undefined }
      : await placeOf(lastId, options, ends);
  if (place === undefined) return { status: 204 };
  if (given.objects !== undefined && place.objects.join() !== objects.join())
    throw invalid(
      `the load that is taken up is of ${place.objects.join(', ')}; ask for the same objects, or begin a new load without an id`,
    );
  const stream = new LoadStream({
    ...options,
    ...{ clientId, place, rendered: loadedObject, recordTypes: recordTypesOf(place.objects) },
    sealKey: ends.sealKey,
    ...{ endsAt: endOf(options, request), signal: request.signal },
  });
  await stream.begin().catch((error) => {
    throw error instanceof AppError && error.code === 'VALIDATION_FAILED' ? invalidId(NO_LOAD) : error;
  });
  return { status: 200, chunks: followed(options, request, lastId ?? null, stream.chunks()) };
}

/** The types that are loaded, sorted: those asked for and what they refer to, of those that the client is shown. */
function objectsOf(view: FeedView, asked: string | undefined): readonly string[] {
  if (asked === undefined) return [...view.types].sort();
  const names = asked.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !view.types.has(name));
  if (unknown !== undefined) throw invalid(notShown(unknown, view));
  return [...narrowedView(view, names).types].sort();
}

function notShown(name: string, view: FeedView): string {
  const shown = [...view.types];
  const nearest = nearestName(name, shown);
  const hint = nearest === undefined ? `there are ${shown.join(', ')}` : `is ${nearest} meant?`;
  return `objects: ${JSON.stringify(name.slice(0, 50))} is no object that this client is shown; ${hint}`;
}

/** Where a load is taken up; undefined when the id says that it is complete. */
async function placeOf(lastId: string, options: FeedOptions, ends: FeedEnds): Promise<LoadPlace | undefined> {
  const { ids, log, time } = options;
  const unpacked = ids.unpack(lastId);
  if ('fault' in unpacked) throw invalidId(unpacked.fault);
  if (!isLoadPlace(unpacked.text)) {
    await knownPosition(lastId, { ids, log, ends });
    return undefined;
  }
  const place = readLoadPlace(unpacked.text);
  if (place === undefined || !isOurs(place, ids, ends)) throw invalidId(NO_LOAD);
  const watermark = await knownPosition(ids.of(place.watermark), { ids, log, ends });
  const gaps = await new CatchUp({ log, ids }).gaps(watermark, ends);
  if (Object.keys(gaps).length > 0)
    throw await gone({ log, ids, clock: time.clock }, 'events since this load began');
  return { ...place, watermark };
}

/** Whether what it says can have been said here. */
function isOurs({ objects, page }: LoadPlace, ids: EventIds, { sealKey }: FeedEnds): boolean {
  if (recordTypesOf(objects).length !== objects.length) return false;
  return page === undefined || (sealKey !== undefined && ids.open(page, sealKey) !== undefined);
}

function recordTypesOf(objects: readonly string[]): readonly string[] {
  return FEED_TYPES.filter(({ name }) => objects.includes(name)).map(({ objectType }) => objectType.type);
}
