import type { FeedPosition, LoggedEvent } from '../domain/feed-log.ts';
import type { FeedView } from '../model/feed/feed-view.ts';
import { objectFrame } from './frame.ts';
import { SentSummary } from './sent-summary.ts';

/** An event in the order of a reader, with the id that it has there. */
export interface PlacedEvent {
  readonly partition: string;
  readonly event: LoggedEvent;
  readonly id: string;
}

/** What goes out in one write, and what it is. Shared by all readers that are shown the same: read only. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly sent: SentSummary;
}

/** Events that lie behind one another in the order of the tail. What a view makes of them is made once. */
export class TailBlock {
  readonly events: readonly PlacedEvent[];
  /** The place behind the block. */
  readonly to: FeedPosition;
  /** About how much memory it holds. */
  readonly size: number;
  readonly #chunks = new Map<string, Chunk | undefined>();

  constructor(events: readonly PlacedEvent[], to: FeedPosition) {
    this.events = events;
    this.to = to;
    this.size = 2 * events.reduce((sum, { event }) => sum + event.header.length + event.body.length + 300, 0);
  }

  /** The block as the view shows it, for who goes through the tail from block to block; undefined when it shows nothing of it. */
  chunk(view: FeedView): Chunk | undefined {
    if (!this.#chunks.has(view.key)) this.#chunks.set(view.key, chunkOf(this.events, view));
    return this.#chunks.get(view.key);
  }
}

/** What a view shows of events; undefined for nothing. */
export function chunkOf(events: readonly PlacedEvent[], view: FeedView): Chunk | undefined {
  const frames: string[] = [];
  const shown: LoggedEvent[] = [];
  let [firstId, lastId] = ['', ''];
  for (const { event, id } of events) {
    const body = view.bodyOf(event);
    if (body === undefined) continue;
    frames.push(objectFrame({ header: event.header, body, action: event.action, id }));
    if (shown.length === 0) firstId = id;
    lastId = id;
    shown.push(event);
  }
  if (shown.length === 0) return undefined;
  return { bytes: joined(frames), sent: SentSummary.of(shown, { firstId, lastId }) };
}

/** Where frames are put together: writing them one behind the other takes half the time of joining the texts first. */
const scratch = Buffer.allocUnsafeSlow(1024 * 1024);
/** No character has more bytes in UTF-8, for one that UTF-16 counts. */
const MOST_BYTES = 3;

function joined(frames: readonly string[]): Buffer {
  const length = frames.reduce((sum, frame) => sum + frame.length, 0);
  if (length * MOST_BYTES > scratch.length) return Buffer.from(frames.join(''), 'utf8');
  let end = 0;
  for (const frame of frames) end += scratch.write(frame, end, 'utf8');
  return Buffer.from(scratch.subarray(0, end));
}
