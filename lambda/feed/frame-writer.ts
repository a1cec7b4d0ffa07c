import type { FeedAction, LoggedEvent } from '../domain/feed-log.ts';
import { type IdSeries, MAX_ID_BYTES } from '../domain/feed-position.ts';

/** Chunks lie one behind the other in pieces of memory of this size: asking for memory takes longer than filling it. */
const SLAB_BYTES = 1024 * 1024;
/** No character has more bytes in UTF-8, for one that UTF-16 counts. */
const MOST_BYTES = 3;
/** Of a frame, what is neither data nor id, generously. */
const FRAME_BYTES = 64;
const LINE_FEED = 10;

const FIRST_LINE = Buffer.from('data:');
const SECOND_LINE = Buffer.from('\ndata:');
const ACTIONS: Readonly<Record<FeedAction, Buffer>> = {
  create: actionLine('create'),
  update: actionLine('update'),
  delete: actionLine('delete'),
  load: actionLine('load'),
};

function actionLine(action: FeedAction): Buffer {
  return Buffer.from(`\nevent:${action}\nid:`);
}

/** Writes frames as `objectFrame` has them, one behind the other and without a text in between. */
export class FrameWriter {
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #start = 0;
  #end = 0;
  #idAt = 0;

  /** Frames of about so many bytes come next; what was written and not taken is forgotten. */
  begin(bytes: number): void {
    this.#start = this.#end;
    this.#makeRoom(bytes);
  }

  /** The frame of an event with a body of its own. */
  frame({ header, action, offset }: LoggedEvent, body: string, ids: IdSeries): void {
    this.#makeRoom(MOST_BYTES * (header.length + body.length) + FRAME_BYTES + MAX_ID_BYTES);
    this.#ascii(FIRST_LINE);
    this.#end += this.#slab.write(header, this.#end, 'utf8');
    this.#ascii(SECOND_LINE);
    this.#end += this.#slab.write(body, this.#end, 'utf8');
    this.#ascii(ACTIONS[action]);
    this.#idAt = this.#end;
    this.#end = ids.write(offset, this.#slab, this.#end);
    this.#slab[this.#end] = LINE_FEED;
    this.#slab[this.#end + 1] = LINE_FEED;
    this.#end += 2;
  }

  /** The id of the frame that was written last. */
  lastId(): string {
    return this.#slab.toString('latin1', this.#idAt, this.#end - 2);
  }

  /** All frames since it was told to begin. */
  take(): Buffer {
    const bytes = this.#slab.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return bytes;
  }

  #ascii(bytes: Buffer): void {
    for (let index = 0; index < bytes.length; index += 1)
      this.#slab[this.#end + index] = bytes[index] as number;
    this.#end += bytes.length;
  }

  #makeRoom(more: number): void {
    if (this.#end + more <= this.#slab.length) return;
    const begun = this.#slab.subarray(this.#start, this.#end);
    const slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, 2 * (begun.length + more)));
    begun.copy(slab);
    [this.#idAt, this.#start, this.#end] = [this.#idAt - this.#start, 0, begun.length];
    this.#slab = slab;
  }
}
