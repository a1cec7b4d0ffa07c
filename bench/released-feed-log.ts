import type { FeedEnds, FeedLogReader, FeedPosition, LoggedEvent } from '../lambda/domain/feed-log.ts';

interface Released {
  readonly events: LoggedEvent[];
  /** How many of them are out, and when those are that are not, by `performance.now()`. */
  out: number;
  readonly dueAt: number[];
}

/** Events that show up all at once, or by the clock, with nothing behind them that takes time. */
export class ReleasedFeedLog implements FeedLogReader {
  readonly #partitions = new Map<string, Released>();

  constructor(partitions: readonly string[]) {
    for (const partition of partitions) this.#partitions.set(partition, { events: [], out: 0, dueAt: [] });
  }

  /** Adds an event behind its partition's others, which is there from a moment on. */
  release(partition: string, event: LoggedEvent, dueAt = 0): void {
    const released = this.#partitions.get(partition);
    released?.events.push(event);
    released?.dueAt.push(dueAt);
  }

  async ends(): Promise<FeedEnds> {
    const now = performance.now();
    const latest = [...this.#partitions].map(([partition, released]) => {
      while ((released.dueAt[released.out] ?? Number.POSITIVE_INFINITY) <= now) released.out += 1;
      return [partition, released.out] as const;
    });
    return { latest: Object.fromEntries(latest), subscriptionsVersion: 1 };
  }

  async read(range: {
    readonly partition: string;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly LoggedEvent[]> {
    const { events = [], out = 0 } = this.#partitions.get(range.partition) ?? {};
    return events.slice(range.after, Math.min(out, range.after + range.limit));
  }

  async positionAt(): Promise<FeedPosition> {
    return {};
  }
}
