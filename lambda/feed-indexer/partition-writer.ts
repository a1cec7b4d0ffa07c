import type { Clock } from '../domain/clock.ts';
import { FEED_RETENTION_MS } from '../domain/feed-log.ts';
import type { FeedLogWriter, NewEvent, NewPage, PartitionTail } from './ports.ts';
import type { Place } from './read-record.ts';

/** A page has at most so many events, and about so many characters: packed it is some ten kilobytes, rarely more than an item takes. */
const PAGE_EVENTS = 500;
const PAGE_CHARACTERS = 512 * 1024;

/** An event and where it stood in the stream. */
export interface PlacedEvent {
  readonly place: Place;
  readonly event: NewEvent;
}

/** What one batch did to a partition. */
export interface PartitionReport {
  /** Offset of the partition's latest event, as it is known to stand in the log. */
  readonly last: number;
  readonly logged: number;
  readonly pages: number;
  readonly duplicates: number;
  readonly contention: number;
}

/** Thrown when the time is up; what has been logged until then stays. */
export class TimeIsUp extends Error {
  override readonly name = 'TimeIsUp';
}

/**
 * Puts a shard's events into one partition of the log, each once, whatever came before: a batch that is given again, another invocation
 * with the same batch, other shards. docs/architecture.md (feed-indexer) says why that is exact.
 */
export class PartitionWriter {
  readonly #log: FeedLogWriter;
  readonly #clock: Clock;
  readonly #partition: string;
  #tail: PartitionTail | undefined;

  constructor(options: { readonly log: FeedLogWriter; readonly clock: Clock; readonly partition: string }) {
    this.#log = options.log;
    this.#clock = options.clock;
    this.#partition = options.partition;
  }

  /** `events`: of one batch, in stream order, at least one. Rejects when it is not known that all are in the log. May be repeated. */
  async write(events: readonly PlacedEvent[], deadline: number): Promise<PartitionReport> {
    const count = { logged: 0, pages: 0, contention: 0 };
    // One that is out of date does no harm: nothing is added behind it, and then the new one is read.
    let tail = this.#tail ?? (await this.#log.tail(this.#partition));
    const ahead = events.filter(({ place }) => !isTaken(place, tail));
    const seen = ahead.length === 0 ? new Set<string>() : await this.#log.seen(idsOf(ahead));
    const duplicates = ahead.length - unseen(events, tail, seen).length;
    for (let left = unseen(events, tail, seen); left.length > 0; left = unseen(events, tail, seen)) {
      if (this.#clock() >= deadline) throw new TimeIsUp('the time is up');
      const page = firstPage(left);
      const next = await this.#log.append(this.#pageOf(page, tail));
      if (next === undefined) count.contention += 1;
      else {
        count.logged += page.length;
        count.pages += 1;
      }
      tail = next ?? (await this.#log.tail(this.#partition));
    }
    // An event that was seen may stand behind the tail that was remembered here, and readers may not have been told.
    if (count.pages === 0 && seen.size > 0) tail = await this.#log.tail(this.#partition);
    this.#tail = tail;
    return { ...count, duplicates, last: tail.last };
  }

  #pageOf(page: readonly PlacedEvent[], tail: PartitionTail): NewPage {
    const now = this.#clock();
    const kept = Object.entries(tail.checkpoints).filter(([, { at }]) => at > now - FEED_RETENTION_MS);
    const reached = page.map(({ place }) => [place.shard, { sequence: place.sequence, at: now }] as const);
    return {
      tail,
      events: page.map(({ event }) => event),
      loggedAt: Math.max(now, tail.loggedAt),
      checkpoints: Object.fromEntries([...kept, ...reached]),
    };
  }
}

/** Whether the log has what stood there, for all that the shard's checkpoint says. */
function isTaken({ shard, sequence }: Place, { checkpoints }: PartitionTail): boolean {
  const checkpoint = checkpoints[shard];
  return checkpoint !== undefined && BigInt(sequence) <= BigInt(checkpoint.sequence);
}

/** Those that are to be logged: neither taken, nor seen before this batch, nor earlier in it. */
function unseen(
  events: readonly PlacedEvent[],
  tail: PartitionTail,
  seen: ReadonlySet<string>,
): readonly PlacedEvent[] {
  const inBatch = new Set<string>();
  return events.filter(({ place, event }) => {
    const isNew = !seen.has(event.eventId) && !inBatch.has(event.eventId);
    inBatch.add(event.eventId);
    return isNew && !isTaken(place, tail);
  });
}

function firstPage(events: readonly PlacedEvent[]): readonly PlacedEvent[] {
  let characters = 0;
  const end = events.findIndex(({ event }, index) => {
    characters += event.header.length + event.body.length;
    return index === PAGE_EVENTS || (index > 0 && characters > PAGE_CHARACTERS);
  });
  return end === -1 ? events : events.slice(0, end);
}

function idsOf(events: readonly PlacedEvent[]): readonly string[] {
  return [...new Set(events.map(({ event }) => event.eventId))];
}
