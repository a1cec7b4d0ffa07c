import type { FeedPosition, LoggedEvent } from '../domain/feed-log.ts';
import type { IdSeries } from '../domain/feed-position.ts';
import type { FeedView } from '../model/feed/feed-view.ts';
import { FrameWriter } from './frame-writer.ts';
import { SentSummary } from './sent-summary.ts';

/** Events of one partition in the order of a reader, with the ids that they have there. */
export interface PlacedEvents {
  readonly partition: string;
  readonly events: readonly LoggedEvent[];
  /** By offset. */
  readonly ids: IdSeries;
}

/** What goes out in one write, and what it is. Shared by all readers that are shown the same: read only. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly sent: SentSummary;
}

/** Bytes are kept for so many views: where each reader has fields of its own, more would fill the memory. */
const KEPT_VIEWS = 8;

/** Events that lie behind one another in the order of the tail. What a view makes of them is made once. */
export class TailBlock {
  readonly placed: PlacedEvents;
  /** The place behind the block. */
  readonly to: FeedPosition;
  /** About how much memory it holds. */
  readonly size: number;
  #last: { readonly view: FeedView; readonly chunk: Chunk | undefined } | undefined;
  readonly #chunks = new Map<string, Chunk | undefined>();

  constructor(placed: PlacedEvents, to: FeedPosition) {
    this.placed = placed;
    this.to = to;
    this.size = 2 * placed.events.reduce((sum, event) => sum + lengthOf(event) + 300, 0);
  }

  /** The block as the view shows it, for who goes through the tail from block to block; undefined when it shows nothing of it. */
  chunk(view: FeedView): Chunk | undefined {
    // Readers that follow one another are mostly shown the same: their keys, which are long, are not compared.
    if (this.#last?.view === view) return this.#last.chunk;
    if (!this.#chunks.has(view.key)) this.#keep(view);
    const chunk = this.#chunks.get(view.key);
    this.#last = { view, chunk };
    return chunk;
  }

  #keep(view: FeedView): void {
    const [oldest] = this.#chunks.keys();
    if (oldest !== undefined && this.#chunks.size === KEPT_VIEWS) this.#chunks.delete(oldest);
    this.#chunks.set(view.key, chunkOf(this.placed, view));
  }
}

function lengthOf({ header, body }: LoggedEvent): number {
  return header.length + body.length;
}

const writer = new FrameWriter();
/** Of a frame, what is not data, about. */
const FRAME_BYTES = 250;

/** What a view shows of events; undefined for nothing. */
export function chunkOf({ events, ids }: PlacedEvents, view: FeedView): Chunk | undefined {
  const shown: LoggedEvent[] = [];
  writer.begin(events.reduce((sum, event) => sum + lengthOf(event) + FRAME_BYTES, 0));
  for (const event of events) {
    const body = view.bodyOf(event);
    if (body === undefined) continue;
    writer.frame(event, body, ids);
    shown.push(event);
  }
  if (shown.length === 0) return undefined;
  const sent = SentSummary.of(shown, writer.lastId());
  return { bytes: writer.take(), sent };
}
