import type { FeedLogReader, FeedPosition } from '../domain/feed-log.ts';
import type { FeedView } from '../model/feed/feed-view.ts';
import type { CatchUp, CaughtUp } from './catch-up.ts';
import type { EventIds } from './event-ids.ts';
import type { FeedTail, Seat } from './feed-tail.ts';
import { heartbeatFrame, ownFrame, retryFrame } from './frame.ts';
import { isWithin, offsetAt } from './place.ts';
import type { FeedTime, FeedViews } from './ports.ts';
import type { SentSummary } from './sent-summary.ts';
import type { Start } from './start-position.ts';
import { chunkOf, type PlacedEvents, type TailBlock } from './tail-block.ts';
import { Waiter } from './waiting.ts';

/** What goes out in one write. `sent` is undefined for signs of life and other frames of the feed's own. */
export interface FeedChunk {
  readonly bytes: Buffer;
  readonly sent?: SentSummary;
}

/** How a stream ended by itself. */
export type StreamEnd = 'time' | 'client' | 'gap' | 'done';

/** How a connection is kept alive. */
export interface StreamSettings {
  /** What `retry:` says, milliseconds. @default 2000 */
  readonly retryMs: number;
  /** A sign of life after so long without anything. @default 15000 */
  readonly heartbeatMs: number;
}

export interface ChangeStreamOptions {
  readonly log: FeedLogReader;
  readonly tail: FeedTail;
  readonly ids: EventIds;
  readonly time: FeedTime;
  readonly views: FeedViews;
  readonly clientId: string;
  /** Where it begins; entered into the tail. */
  readonly start: Start;
  /** What reading there has found already. */
  readonly catchUp: CatchUp;
  /** Go on behind a gap, with a frame that says so. */
  readonly resumesAfterGap: boolean;
  readonly settings: StreamSettings;
  /** Epoch milliseconds at which it ends itself. */
  readonly endsAt: number;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/**
 * The change stream of one client: frames from a place on, as long as it lasts, joined into chunks. It does nothing until it is asked for the
 * next chunk; asking for it says that the one before has been taken. Throws what the log throws.
 */
export class ChangeStream {
  readonly #options: ChangeStreamOptions;
  readonly #waiter: Waiter;
  #position: FeedPosition;
  #seat: Seat | undefined;
  #isInStep = false;
  /** Who has lost the seat reads alone first: what made the tail give it up is found out there. */
  #isAlone = false;
  #view: FeedView | undefined;
  #viewVersion = -1;
  /** The last id that the client has been sent. */
  #sentId: string | undefined;
  #lastSentAt: number;

  constructor(options: ChangeStreamOptions) {
    this.#options = options;
    const { time, signal, tail } = options;
    this.#waiter = new Waiter({ time, signal, onNews: (callback) => tail.onNews(callback) });
    this.#position = options.start.position;
    this.#lastSentAt = options.time.clock();
  }

  async *chunks(): AsyncGenerator<FeedChunk, StreamEnd> {
    const { tail, settings, signal, time, endsAt, start } = this.#options;
    try {
      yield this.#own(retryFrame(settings.retryMs));
      if (start.lostAfter !== undefined) yield this.#gap(start.lostAfter);
      while (true) {
        if (signal.aborted) return 'client';
        if (time.clock() >= endsAt) return 'time';
        const news = tail.newsCount;
        const step = await this.#step();
        if (step === 'gap') return 'gap';
        if (step === 'wait') await this.#wait(news);
        else if (step !== 'again') yield step;
        if (time.clock() >= this.#lastSentAt + settings.heartbeatMs) yield this.#heartbeat();
      }
    } finally {
      this.#waiter.close();
      tail.leave(this.#seat);
    }
  }

  async #step(): Promise<FeedChunk | 'wait' | 'again' | 'gap'> {
    const { tail } = this.#options;
    const view = this.#knownView();
    if (view === undefined) {
      await this.#readView();
      // More may have come meanwhile, that is to be shown as it is said by then.
      return 'again';
    }
    if (this.#seat === undefined && !this.#isAlone) this.#takeSeat();
    if (this.#seat === undefined) return this.#caughtUp(view);
    const block = tail.take(this.#seat);
    if (block === 'none') return 'wait';
    if (block === 'lost') {
      tail.unseat(this.#seat);
      this.#seat = undefined;
      this.#isAlone = true;
      return 'again';
    }
    return this.#isInStep ? this.#inStep(block, view) : this.#outOfStep(block, this.#seat, view);
  }

  #takeSeat(): void {
    this.#seat = this.#options.tail.sit(this.#position);
    if (this.#seat !== undefined) this.#options.catchUp.forget();
    this.#isInStep = this.#seat !== undefined && isWithin(this.#position, this.#seat.place);
  }

  #inStep(block: TailBlock, view: FeedView): FeedChunk | 'again' {
    this.#position = block.to;
    const chunk = block.chunk(view);
    return chunk === undefined ? 'again' : this.#sent(chunk);
  }

  /** A reader that is ahead of the tail in some partitions takes only what it does not have, with ids of its own. */
  #outOfStep(block: TailBlock, seat: Seat, view: FeedView): FeedChunk | 'again' {
    let position = this.#position;
    const placed = block.placed.map(({ partition, events }): PlacedEvents => {
      const after = offsetAt(position, partition);
      const unread = events.filter(({ offset }) => offset > after);
      const ids = this.#options.ids.along(position, partition, unread.length);
      position = { ...position, [partition]: unread.at(-1)?.offset ?? after };
      return { partition, events: unread, ids };
    });
    this.#position = position;
    this.#isInStep = isWithin(position, seat.place);
    return this.#shown(placed, view);
  }

  async #caughtUp(view: FeedView): Promise<FeedChunk | 'wait' | 'again' | 'gap'> {
    const { catchUp, tail, resumesAfterGap } = this.#options;
    const found = await catchUp.next(this.#position, tail.ends);
    this.#isAlone = false;
    if (found.outcome === 'end') return 'wait';
    if (found.outcome === 'gap') return resumesAfterGap ? this.#overGap(found) : 'gap';
    this.#position = found.position;
    return this.#shown(found.placed, view);
  }

  #overGap({ partition, keptAfter }: Extract<CaughtUp, { outcome: 'gap' }>): FeedChunk {
    const from = this.#position;
    this.#position = { ...from, [partition]: keptAfter };
    return this.#gap(from);
  }

  /** Says that what lies between a place and where it goes on has gone. */
  #gap(lostAfter: FeedPosition): FeedChunk {
    const { ids } = this.#options;
    const from = ids.of(lostAfter);
    const id = ids.of(this.#position);
    this.#sentId = id;
    return this.#own(
      ownFrame(
        'gap',
        {
          lostAfter: from,
          goesOnAfter: id,
          detail: 'Events between these ids are no longer kept: load again what must be complete.',
        },
        id,
      ),
    );
  }

  #shown(placed: readonly PlacedEvents[], view: FeedView): FeedChunk | 'again' {
    const chunk = chunkOf(placed, view);
    return chunk === undefined ? 'again' : this.#sent(chunk);
  }

  #sent(chunk: { readonly bytes: Buffer; readonly sent: SentSummary }): FeedChunk {
    this.#sentId = chunk.sent.lastId;
    this.#lastSentAt = this.#options.time.clock();
    return chunk;
  }

  #own(text: string): FeedChunk {
    this.#lastSentAt = this.#options.time.clock();
    return { bytes: Buffer.from(text, 'utf8') };
  }

  #heartbeat(): FeedChunk {
    const id = this.#options.ids.of(this.#position);
    const isNews = id !== this.#sentId;
    this.#sentId = id;
    return this.#own(heartbeatFrame(isNews ? id : undefined));
  }

  #knownView(): FeedView | undefined {
    return this.#viewVersion === this.#options.tail.ends.subscriptionsVersion ? this.#view : undefined;
  }

  /** What the client is shown by now: a subscription that has been changed holds for all that is sent from then on. */
  async #readView(): Promise<void> {
    const { subscriptionsVersion } = this.#options.tail.ends;
    this.#view = await this.#options.views.of(this.#options.clientId, subscriptionsVersion);
    this.#viewVersion = subscriptionsVersion;
  }

  /** `news` is what was known before it was found that there is nothing to do. */
  async #wait(news: number): Promise<void> {
    const { tail, endsAt, settings } = this.#options;
    if (tail.newsCount !== news) return;
    await this.#waiter.wait(Math.min(endsAt, this.#lastSentAt + settings.heartbeatMs));
  }
}
