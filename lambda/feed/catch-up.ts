import {
  charactersOf,
  type FeedEnds,
  type FeedLogReader,
  type FeedPosition,
  type LoggedEvent,
  READ_CHARACTERS,
} from '../domain/feed-log.ts';
import type { EventIds } from './event-ids.ts';
import { offsetAt, partitionsBehind, upTo } from './place.ts';
import type { PlacedEvents } from './tail-block.ts';

/** What a step of reading alone found. */
export type CaughtUp =
  | { readonly outcome: 'events'; readonly placed: readonly PlacedEvents[]; readonly position: FeedPosition }
  /** Nothing is behind the place. */
  | { readonly outcome: 'end' }
  /** Events behind the place are not kept any more; the first that is has this offset less one. */
  | { readonly outcome: 'gap'; readonly partition: string; readonly keptAfter: number };

export interface CatchUpOptions {
  readonly log: FeedLogReader;
  readonly ids: EventIds;
}

const PAGE_EVENTS = 500;

/** Reads the log from a reader's own place, partition by partition in turn, a page at a time: nothing is read before it is wanted. */
export class CatchUp {
  readonly #log: FeedLogReader;
  readonly #ids: EventIds;
  readonly #read = new Map<string, readonly LoggedEvent[]>();
  #turn = 0;

  constructor({ log, ids }: CatchUpOptions) {
    this.#log = log;
    this.#ids = ids;
  }

  /** The next page behind a place. */
  async next(position: FeedPosition, ends: FeedEnds): Promise<CaughtUp> {
    const behind = partitionsBehind(position, ends.latest);
    this.#turn += 1;
    const partition = behind[this.#turn % behind.length];
    if (partition === undefined) return { outcome: 'end' };
    const events = upTo(ends.latest, partition, await this.#page(partition, position));
    const after = offsetAt(position, partition);
    const [first] = events;
    if (first?.offset !== after + 1)
      return {
        outcome: 'gap',
        partition,
        keptAfter: first ? first.offset - 1 : offsetAt(ends.latest, partition),
      };
    this.#read.delete(partition);
    return { outcome: 'events', ...this.#placed(partition, events, position) };
  }

  /**
   * Looks at every partition whether what comes next is still there, and keeps of what it has read for `next` what one read may bring. The
   * partitions of which something is gone, with the offset that the kept ones begin behind.
   */
  async gaps(position: FeedPosition, ends: FeedEnds): Promise<FeedPosition> {
    const found = await Promise.all(
      partitionsBehind(position, ends.latest).map(async (partition) => {
        const [first] = await this.#page(partition, position);
        this.#keepLittle();
        const isGap = first?.offset !== offsetAt(position, partition) + 1;
        return isGap ? [[partition, first ? first.offset - 1 : offsetAt(ends.latest, partition)]] : [];
      }),
    );
    return Object.fromEntries(found.flat());
  }

  /** Lets go of what was read and is not needed any more. */
  forget(): void {
    this.#read.clear();
  }

  /** A reader that is slow would hold pages of all partitions for long. */
  #keepLittle(): void {
    let characters = 0;
    for (const [partition, events] of this.#read) {
      characters += charactersOf(events);
      if (characters > READ_CHARACTERS) this.#read.delete(partition);
    }
  }

  async #page(partition: string, position: FeedPosition): Promise<readonly LoggedEvent[]> {
    const after = offsetAt(position, partition);
    const known = this.#read.get(partition);
    if (known?.[0]?.offset === after + 1) return known;
    const events = await this.#log.read({ partition, after, limit: PAGE_EVENTS });
    this.#read.set(partition, events);
    return events;
  }

  #placed(
    partition: string,
    events: readonly LoggedEvent[],
    from: FeedPosition,
  ): { readonly placed: readonly PlacedEvents[]; readonly position: FeedPosition } {
    return {
      placed: [{ partition, events, ids: this.#ids.along(from, partition, events.length) }],
      position: { ...from, [partition]: events.at(-1)?.offset ?? 0 },
    };
  }
}
