import type { FeedPosition, LoggedEvent } from '../domain/feed-log.ts';
import { type IdSeries, MAX_ID_BYTES } from '../domain/feed-position.ts';
import type { FeedView } from '../model/feed/feed-view.ts';
import { objectFrameStart } from './frame.ts';
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
    if (!this.#chunks.has(view.key)) this.#chunks.set(view.key, chunkOf(this.placed, view));
    const chunk = this.#chunks.get(view.key);
    this.#last = { view, chunk };
    return chunk;
  }
}

function lengthOf({ header, body }: LoggedEvent): number {
  return header.length + body.length;
}

/** Where frames are put together: written one behind the other they take half the time of texts that are joined first. */
const SCRATCH_BYTES = 1024 * 1024;
let scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
/** No character has more bytes in UTF-8, for one that UTF-16 counts. */
const MOST_BYTES = 3;
const LINE_FEED = 10;

/** What a view shows of events; undefined for nothing. */
export function chunkOf({ events, ids }: PlacedEvents, view: FeedView): Chunk | undefined {
  const shown: LoggedEvent[] = [];
  let [end, firstId, lastIdAt] = [0, '', 0];
  for (const event of events) {
    const body = view.bodyOf(event);
    if (body === undefined) continue;
    const start = objectFrameStart(event.header, body, event.action);
    makeRoom(end, MOST_BYTES * start.length + MAX_ID_BYTES + 2);
    end += scratch.write(start, end, 'utf8');
    lastIdAt = end;
    end = ids.write(event.offset, scratch, end);
    if (shown.length === 0) firstId = scratch.toString('latin1', lastIdAt, end);
    scratch[end] = LINE_FEED;
    scratch[end + 1] = LINE_FEED;
    end += 2;
    shown.push(event);
  }
  if (shown.length === 0) return undefined;
  const lastId = scratch.toString('latin1', lastIdAt, end - 2);
  const bytes = Buffer.from(scratch.subarray(0, end));
  if (scratch.length > SCRATCH_BYTES) scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  return { bytes, sent: SentSummary.of(shown, { firstId, lastId }) };
}

/** Room for so many bytes more. */
function makeRoom(used: number, more: number): void {
  if (used + more <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(2 * (used + more));
  scratch.copy(larger, 0, 0, used);
  scratch = larger;
}
