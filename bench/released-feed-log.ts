import type { FeedEnds, FeedLogReader, FeedPosition, LoggedEvent } from '../lambda/domain/feed-log.ts';

/** A partition's worth of events that show up all at once, or one by one, with nothing behind them that takes time. */
export class ReleasedFeedLog implements FeedLogReader {
  /** What readers have cost so far. */
  endsReads = 0;
  eventReads = 0;
  readonly #events = new Map<string, LoggedEvent[]>();

  constructor(partitions: readonly string[]) {
    for (const partition of partitions) this.#events.set(partition, []);
  }

  /** Adds an event behind its partition's others. */
  release(partition: string, event: LoggedEvent): void {
    this.#events.get(partition)?.push(event);
  }

  async ends(): Promise<FeedEnds> {
    this.endsReads += 1;
    const latest = [...this.#events].map(([partition, { length }]) => [partition, length] as const);
    return { latest: Object.fromEntries(latest), subscriptionsVersion: 1 };
  }

  async read(range: {
    readonly partition: string;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly LoggedEvent[]> {
    this.eventReads += 1;
    return this.#events.get(range.partition)?.slice(range.after, range.after + range.limit) ?? [];
  }

  async positionAt(): Promise<FeedPosition> {
    return {};
  }
}
