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

/** Events of one partition, one behind the other. */
export type EventRun = Pick<PlacedEvents, 'partition' | 'events'>;

/** Events of a block at most. */
const BLOCK_EVENTS = 500;

/** What was read of some partitions, as blocks: few events of many partitions are one, many of a partition are several. */
export function blocksOf(pages: readonly EventRun[]): readonly (readonly EventRun[])[] {
  const blocks: EventRun[][] = [];
  let room = 0;
  for (const { partition, events } of pages) {
    for (let at = 0; at < events.length; at += BLOCK_EVENTS) {
      const run = { partition, events: events.slice(at, at + BLOCK_EVENTS) };
      if (run.events.length > room) {
        blocks.push([]);
        room = BLOCK_EVENTS;
      }
      blocks.at(-1)?.push(run);
      room -= run.events.length;
    }
  }
  return blocks;
}

/** Bytes are kept for so many views: where each reader has fields of its own, more would fill the memory. */
const KEPT_VIEWS = 8;

/** Events that lie behind one another in the order of the tail. What a view makes of them is made once. */
export class TailBlock {
  readonly placed: readonly PlacedEvents[];
  /** The place behind the block. */
  readonly to: FeedPosition;
  /** About how much memory it holds. */
  readonly size: number;
  #last: { readonly view: FeedView; readonly chunk: Chunk | undefined } | undefined;
  readonly #chunks = new Map<string, Chunk | undefined>();

  constructor(placed: readonly PlacedEvents[], to: FeedPosition) {
    this.placed = placed;
    this.to = to;
    this.size = 2 * lengthOf(placed);
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

const writer = new FrameWriter();
/** Of a frame, what is not data, about. */
const FRAME_LENGTH = 300;

function lengthOf(placed: readonly PlacedEvents[]): number {
  let length = 0;
  for (const { events } of placed)
    for (const { header, body } of events) length += header.length + body.length + FRAME_LENGTH;
  return length;
}

/** What a view shows of events; undefined for nothing. */
export function chunkOf(placed: readonly PlacedEvents[], view: FeedView): Chunk | undefined {
  const shown: LoggedEvent[] = [];
  writer.begin(lengthOf(placed));
  for (const { events, ids } of placed) {
    for (const event of events) {
      const body = view.bodyOf(event);
      if (body === undefined) continue;
      writer.frame(event, body, ids);
      shown.push(event);
    }
  }
  if (shown.length === 0) return undefined;
  const sent = SentSummary.of(shown, writer.lastId());
  return { bytes: writer.take(), sent };
}
