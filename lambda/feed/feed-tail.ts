import type { FeedEnds, FeedLogReader, FeedPosition } from '../domain/feed-log.ts';
import type { EventIds } from './event-ids.ts';
import { isOlder, isWithin, lag, offsetAt, partitionsBehind, upTo } from './place.ts';
import type { FeedLog, FeedTime } from './ports.ts';
import { blocksOf, type EventRun, TailBlock } from './tail-block.ts';

export interface FeedTailOptions {
  readonly log: FeedLogReader;
  readonly ids: EventIds;
  readonly time: FeedTime;
  readonly news: Pick<FeedLog, 'logFailed'>;
  /** While events come, the log is looked at so often: what came meanwhile goes out in one write. @default 20 ms */
  readonly windowMs?: number;
  /** A while longer at least so often: one seldom comes alone. @default 50 ms */
  readonly keenMs?: number;
  /** While none come, at last only so often. @default 250 ms */
  readonly idleMs?: number;
  /** What is kept for readers that are not all as fast. @default 16 MiB */
  readonly keptBytes?: number;
  /** Who is no further behind than this many events may lead the tail. @default 20000 */
  readonly leadWithin?: number;
}

/** A reader's place in the tail. */
export interface Seat {
  /** The number of the block that comes next. */
  next: number;
  /** The place before it. */
  place: FeedPosition;
}

/** So long after the last event the tail is keen on the next. */
const KEEN_FOR_MS = 2_000;
const PAGE_EVENTS = 2_000;
/** Reads that fail in a row before readers are told. */
const TRIES = 3;
/** So long the tail waits for its readers when it is full; who takes nothing in this time loses the seat. */
const PATIENCE_MS = 1_000;

/**
 * The end of the log, read once for all readers of a process. Readers that keep up sit in it and are handed the same blocks; who is too
 * slow loses the seat, reads the log alone, and comes back when it has caught up. It reads only while somebody sits.
 */
export class FeedTail {
  readonly #options: Required<FeedTailOptions>;
  readonly #seats = new Set<Seat>();
  readonly #waiting = new Set<() => void>();
  #news = 0;
  #readers = 0;
  #running: Promise<void> | undefined;
  #cutShort: () => void = () => {};
  #ends: FeedEnds | undefined;
  #failure: { readonly error: unknown } | undefined;
  #blocks: TailBlock[] = [];
  /** The number of the first block that is kept. */
  #first = 0;
  #size = 0;
  /** The place before the first block, and behind the last. */
  #from: FeedPosition = {};
  #position: FeedPosition = {};

  constructor(options: FeedTailOptions) {
    const defaults = {
      windowMs: 20,
      keenMs: 50,
      idleMs: 250,
      keptBytes: 16 * 1024 * 1024,
      leadWithin: 20_000,
    };
    this.#options = { ...defaults, ...options };
  }

  /** A reader comes. Resolves to the ends of the log as they are now. Throws what the log throws. */
  async enter(): Promise<FeedEnds> {
    const ends = await this.#options.log.ends();
    this.#keepEnds(ends);
    this.#readers += 1;
    this.#running ??= this.#run();
    return ends;
  }

  /** A reader goes. */
  leave(seat: Seat | undefined): void {
    if (seat !== undefined) this.unseat(seat);
    this.#readers -= 1;
    if (this.#readers === 0) this.#cutShort();
  }

  /** What is known of the ends; as old as `idleMs` at most. Throws what reading the log has thrown again and again. */
  get ends(): FeedEnds {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#ends === undefined) throw new TypeError('nobody has entered');
    return this.#ends;
  }

  /**
   * A seat for a reader that has read up to a place; undefined for one that is too far behind. The blocks from the seat on hold everything
   * behind the place, and perhaps some that the reader has.
   */
  sit(position: FeedPosition): Seat | undefined {
    if (this.#seats.size === 0) {
      if (lag(position, this.ends.latest) > this.#options.leadWithin) return undefined;
      this.#startAt(position);
    } else if (!isWithin(this.#from, position)) return undefined;
    const covered = this.#blocks.findLastIndex(({ to }) => isWithin(to, position)) + 1;
    const seat = {
      next: this.#first + covered,
      place: this.#blocks[covered - 1]?.to ?? this.#from,
    };
    this.#seats.add(seat);
    this.#cutShort();
    return seat;
  }

  /** The next block; `none` when there is none yet, `lost` when the seat is. */
  take(seat: Seat): TailBlock | 'none' | 'lost' {
    if (!this.#seats.has(seat)) return 'lost';
    const block = this.#blocks[seat.next - this.#first];
    if (block === undefined) return 'none';
    seat.next += 1;
    seat.place = block.to;
    if (this.#isFull && seat.next === this.#end) this.#cutShort();
    return block;
  }

  /** Gives a seat up, or one that is lost back. */
  unseat(seat: Seat): void {
    this.#seats.delete(seat);
  }

  /** Grows with whatever `onNews` tells of. */
  get newsCount(): number {
    return this.#news;
  }

  /** Calls back once when there is something new, or the log fails. Gives what takes that back. */
  onNews(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  /** Whether there is more to read for those who sit. */
  get #isBehind(): boolean {
    return this.#seats.size > 0 && partitionsBehind(this.#position, this.ends.latest).length > 0;
  }

  get #end(): number {
    return this.#first + this.#blocks.length;
  }

  get #isFull(): boolean {
    return this.#size > this.#options.keptBytes;
  }

  #startAt(position: FeedPosition): void {
    this.#first = this.#end;
    this.#blocks = [];
    this.#size = 0;
    this.#from = { ...position };
    this.#position = { ...position };
  }

  #keepEnds(ends: FeedEnds): void {
    // Of two reads at the same time, the one that was answered first may have seen more.
    if (this.#ends === undefined || !isOlder(ends, this.#ends)) this.#ends = ends;
    this.#failure = undefined;
  }

  #tell(): void {
    this.#news += 1;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of waiting) callback();
  }

  async #run(): Promise<void> {
    const { windowMs, keenMs, idleMs, news, time } = this.#options;
    let [pause, tries, grewAt] = [windowMs, 0, Number.NEGATIVE_INFINITY];
    while (this.#readers > 0) {
      try {
        const grew = await this.#look();
        if (grew) grewAt = time.clock();
        const longest = time.clock() < grewAt + KEEN_FOR_MS ? Math.min(keenMs, idleMs) : idleMs;
        pause = this.#isBehind ? 0 : grew ? windowMs : Math.min(2 * Math.max(pause, 1), longest);
        tries = 0;
      } catch (error) {
        tries += 1;
        pause = idleMs;
        news.logFailed({ error, tries });
        if (tries >= TRIES) {
          this.#failure = { error };
          this.#tell();
        }
      }
      if (this.#readers > 0) await this.#wait(pause);
    }
    this.#running = undefined;
    this.#startAt({});
  }

  /** A step of the tail: whether anything was new. */
  async #look(): Promise<boolean> {
    const before = this.#ends;
    this.#keepEnds(await this.#options.log.ends());
    const grew = before === undefined || lag(before.latest, this.ends.latest) > 0;
    const read = this.#seats.size > 0 && (await this.#readOn());
    const changed = before?.subscriptionsVersion !== this.#ends?.subscriptionsVersion;
    if (grew || read || changed) this.#tell();
    return grew || read;
  }

  async #readOn(): Promise<boolean> {
    const { latest } = this.ends;
    const behind = partitionsBehind(this.#position, latest);
    if (behind.length === 0) return false;
    if (this.#isFull) await this.#makeRoom();
    if (this.#seats.size === 0) return false;
    const start = this.#position;
    const pages = await Promise.all(behind.map((partition) => this.#page(partition, latest)));
    // Whoever came first after all had gone may have started it anew meanwhile.
    if (start !== this.#position) return false;
    if (pages.some(({ partition, events }) => events[0]?.offset !== offsetAt(start, partition) + 1)) {
      // Events have gone before they were read: whoever needs them must find that out by itself.
      this.#seats.clear();
      this.#startAt(this.ends.latest);
      return true;
    }
    for (const runs of blocksOf(pages)) this.#append(runs);
    return true;
  }

  async #page(partition: string, latest: FeedPosition): Promise<EventRun> {
    const after = offsetAt(this.#position, partition);
    const events = await this.#options.log.read({ partition, after, limit: PAGE_EVENTS });
    return { partition, events: upTo(latest, partition, events) };
  }

  #append(runs: readonly EventRun[]): void {
    let position = this.#position;
    const placed = runs.map(({ partition, events }) => {
      const ids = this.#options.ids.along(position, partition, events.length);
      position = { ...position, [partition]: events.at(-1)?.offset ?? 0 };
      return { partition, events, ids };
    });
    const block = new TailBlock(placed, position);
    this.#blocks.push(block);
    this.#size += block.size;
    this.#position = position;
  }

  /** Lets go what all have taken; when that is not enough, waits for the fastest a while, and then for nobody. */
  async #makeRoom(): Promise<void> {
    this.#drop(Math.min(...[...this.#seats].map(({ next }) => next)));
    if (!this.#isFull) return;
    const fastest = () => Math.max(...[...this.#seats].map(({ next }) => next));
    if (fastest() < this.#end) {
      this.#tell();
      await this.#wait(PATIENCE_MS);
    }
    // Half of what is kept stays for those who are nearly as fast.
    let [until, size] = [this.#first, this.#size];
    for (const block of this.#blocks) {
      if (size <= this.#options.keptBytes / 2) break;
      size -= block.size;
      until += 1;
    }
    this.#drop(until);
  }

  #drop(until: number): void {
    const gone = this.#blocks.splice(0, Math.max(0, until - this.#first));
    this.#first += gone.length;
    for (const { size, to } of gone) {
      this.#size -= size;
      this.#from = to;
    }
    for (const seat of this.#seats) if (seat.next < this.#first) this.#seats.delete(seat);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.time.timer(ms, resolve);
      this.#cutShort = () => {
        cancel();
        resolve();
      };
    });
  }
}
