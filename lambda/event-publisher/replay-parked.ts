import type { StreamRecord } from './contract.ts';
import { isMadeBefore, type ParkedBatch, parkedRecordsOf } from './parked-records.ts';
import type { ParkedObjects, ParkedRecord, ParkingPlace } from './ports.ts';
import { EventPublisher, type EventPublisherOptions } from './publish-events.ts';

export interface ReplayOptions extends Omit<EventPublisherOptions, 'parking'> {
  readonly objects: ParkedObjects;
  /** Takes the records of a batch that still cannot be sent. */
  readonly parking: ParkingPlace;
  readonly prefixes: readonly string[];
  /** Only says what it would send. */
  readonly dryRun: boolean;
  /** Asked between objects: true ends the run, in good order. */
  readonly isStopped: () => boolean;
  readonly tell: (news: ReplayNews) => void;
}

/** What has just been done with one object, the `done`th of `total`. */
export interface ReplayNews {
  readonly key: string;
  readonly what: 'read' | 'would send' | 'sent' | 'still cannot be sent' | 'is no parked record';
  readonly reason?: string;
  readonly records?: number;
  readonly done: number;
  readonly total?: number;
}

/** How a replay ended. `failedAt`: the object whose records the stream did not take; the run stopped there, as later ones must wait. */
export interface ReplaySummary {
  readonly sentObjects: number;
  readonly sentRecords: number;
  readonly left: number;
  readonly failedAt?: string;
}

const OBJECT_TIME_MS = 5 * 60_000;

interface Found {
  readonly key: string;
  readonly first: StreamRecord | undefined;
}

/**
 * Sends what was given up once more, in the order in which it was changed, through the same rendering and the same waves, and
 * moves each object below `sent/` once all of it is in. May be stopped and run again at any moment: at worst an object's events go twice.
 * What has gone out since stays ahead: a replayed event comes late, with the tick and the id that it always had.
 */
export async function replayParked(options: ReplayOptions): Promise<ReplaySummary> {
  const found = await findObjects(options);
  let sentObjects = 0;
  let sentRecords = 0;
  for (const [index, { key }] of found.entries()) {
    const left = found.length - sentObjects;
    if (options.isStopped()) return { sentObjects, sentRecords, left };
    const tell = (news: Omit<ReplayNews, 'key' | 'done' | 'total'>) =>
      options.tell({ key, done: index + 1, total: found.length, ...news });
    const batch = parkedRecordsOf(await options.objects.read(key));
    if (batch === undefined) {
      tell({ what: 'is no parked record' });
      continue;
    }
    const about = { reason: batch.reason, records: batch.records.length };
    if (options.dryRun) {
      tell({ what: 'would send', ...about });
      continue;
    }
    const end = await sendBatch(batch, options);
    if (end === 'failed') return { sentObjects, sentRecords, left, failedAt: key };
    if (end === 'sent') {
      await options.objects.markSent(key);
      sentObjects += 1;
      sentRecords += batch.records.length;
    }
    tell({ what: end, ...about });
  }
  return { sentObjects, sentRecords, left: found.length - sentObjects };
}

/** All objects, the earliest change first. */
async function findObjects({ objects, prefixes, tell, isStopped }: ReplayOptions): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const prefix of prefixes) {
    for await (const key of objects.list(prefix)) {
      if (isStopped()) return [];
      found.push({ key, first: parkedRecordsOf(await objects.read(key))?.records[0] });
      tell({ key, what: 'read', done: found.length });
    }
  }
  return found.sort((one, other) => (isMadeBefore(one.first, other.first) ? -1 : 1));
}

async function sendBatch(
  batch: ParkedBatch,
  options: ReplayOptions,
): Promise<'sent' | 'still cannot be sent' | 'failed'> {
  const unsendable: ParkedRecord[] = [];
  const keep: ParkingPlace = {
    park: async (parked) => {
      unsendable.push(parked);
      return true;
    },
  };
  const publisher = new EventPublisher({ ...options, parking: keep });
  const { failed } = await publisher.publish(batch.records, options.clock() + OBJECT_TIME_MS);
  if (failed > 0) return 'failed';
  // Nothing of it went: it stays where it is.
  if (unsendable.length === batch.records.length) return 'still cannot be sent';
  const parked = await Promise.all(
    unsendable.map((record) => options.parking.park(record, { timeoutMs: OBJECT_TIME_MS })),
  );
  return parked.every(Boolean) ? 'sent' : 'failed';
}
