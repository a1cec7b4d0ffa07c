import type { Clock } from '../../domain/clock.ts';
import {
  charactersOf,
  FEED_RETENTION_MS,
  type FeedEnds,
  type FeedLogReader,
  type FeedPosition,
  type LoggedEvent,
  READ_CHARACTERS,
} from '../../domain/feed-log.ts';
import { partitionNames } from '../../domain/feed-partitions.ts';
import type { FeedLogWriter, NewPage, PartitionTail } from '../../feed-indexer/ports.ts';

/** Not a secret: this feed has nothing to hide. */
const SEAL_KEY = Buffer.alloc(32).toString('base64');
/** How long an event's id is remembered. */
const MEMORY_MS = 49 * 60 * 60 * 1000;

export interface MemoryFeedLogOptions {
  readonly clock: Clock;
  /** What the feed is called, six digits. @default '482913' */
  readonly feed?: string;
  /** @default 8 */
  readonly partitions?: number;
}

/** The feed log in memory, for its readers and its writer. */
export class MemoryFeedLog implements FeedLogReader, FeedLogWriter {
  readonly #clock: Clock;
  readonly #events: ReadonlyMap<string, LoggedEvent[]>;
  readonly #tails = new Map<string, PartitionTail>();
  readonly #latest: Record<string, number>;
  readonly #remembered = new Map<string, number>();
  #subscriptionsVersion = 0;

  constructor({ clock, feed = '482913', partitions = 8 }: MemoryFeedLogOptions) {
    this.#clock = clock;
    const names = partitionNames(feed, partitions);
    this.#events = new Map(names.map((name) => [name, []]));
    this.#latest = Object.fromEntries(names.map((name) => [name, 0]));
  }

  async ends(): Promise<FeedEnds> {
    return {
      latest: { ...this.#latest },
      subscriptionsVersion: this.#subscriptionsVersion,
      sealKey: SEAL_KEY,
    };
  }

  async read(range: {
    readonly partition: string;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly LoggedEvent[]> {
    const oldest = this.#clock() - FEED_RETENTION_MS;
    const events = this.#events.get(range.partition) ?? [];
    const first = events[0]?.offset ?? 1;
    const kept = events
      .slice(Math.max(0, range.after + 1 - first))
      .filter((event) => event.loggedAt >= oldest)
      .slice(0, range.limit);
    let characters = 0;
    const full = kept.findIndex((event) => {
      characters += charactersOf([event]);
      return characters >= READ_CHARACTERS;
    });
    return full === -1 ? kept : kept.slice(0, full + 1);
  }

  async positionAt(time: number): Promise<FeedPosition> {
    const from = Math.max(time, this.#clock() - FEED_RETENTION_MS);
    const places = [...this.#events].map(([partition, events]) => {
      const next = events.find(({ loggedAt }) => loggedAt >= from);
      return [partition, next === undefined ? (this.#tails.get(partition)?.last ?? 0) : next.offset - 1];
    });
    return Object.fromEntries(places);
  }

  /** A subscription has changed. */
  bumpSubscriptions(): void {
    this.#subscriptionsVersion += 1;
  }

  async partitions(): Promise<readonly string[]> {
    return [...this.#events.keys()];
  }

  async tail(partition: string): Promise<PartitionTail> {
    return this.#tails.get(partition) ?? { partition, last: 0, loggedAt: 0, checkpoints: {} };
  }

  async append({ tail, events, loggedAt, checkpoints }: NewPage): Promise<PartitionTail | undefined> {
    const { partition, last } = tail;
    const logged = this.#events.get(partition);
    if (logged === undefined || last !== (this.#tails.get(partition)?.last ?? 0)) return undefined;
    for (const event of events) logged.push({ ...event, offset: logged.length + 1, loggedAt });
    const next = { partition, last: last + events.length, loggedAt, checkpoints };
    this.#tails.set(partition, next);
    return next;
  }

  async seen(eventIds: readonly string[]): Promise<ReadonlySet<string>> {
    const oldest = this.#clock() - MEMORY_MS;
    return new Set(eventIds.filter((id) => (this.#remembered.get(id) ?? -1) >= oldest));
  }

  async remember(eventIds: readonly string[]): Promise<void> {
    for (const id of eventIds) this.#remembered.set(id, this.#clock());
  }

  async show(latest: FeedPosition): Promise<void> {
    for (const [partition, offset] of Object.entries(latest))
      this.#latest[partition] = Math.max(this.#latest[partition] ?? 0, offset);
  }
}
