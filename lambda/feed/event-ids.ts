import type { FeedPosition } from '../domain/feed-log.ts';
import { type IdCodec, type IdSeries, positionText, type Unpacked } from '../domain/feed-position.ts';

/** The ids of the change stream's events: each says the whole place behind its event. */
export class EventIds {
  readonly #codec: IdCodec;

  constructor(codec: IdCodec) {
    this.#codec = codec;
  }

  of(position: FeedPosition): string {
    return this.#codec.pack(positionText(position));
  }

  /** The ids of a partition's events behind a place, by offset, of which about `count` are wanted: what stays the same is written once. */
  along(position: FeedPosition, partition: string, count: number): IdSeries {
    // 1 stands where the offset will: a text of digits that no other member can be taken for.
    const text = positionText({ ...position, [partition]: 1 });
    const at = text.indexOf(`"${partition}":`) + partition.length + 3;
    const [before, behind] = [text.slice(0, at), text.slice(at + 1)];
    return this.#codec.series(before, behind, count);
  }

  /** The id that stands for any short text. */
  pack(text: string): string {
    return this.#codec.pack(text);
  }

  /** A text that may stand in an id though clients must not read it. */
  seal(text: string, key: string): string {
    return this.#codec.seal(text, key);
  }

  /** The text that was sealed; undefined for anything that was not. */
  open(sealed: string, key: string): string | undefined {
    return this.#codec.open(sealed, key);
  }

  /** What a text is recognised by without being told. */
  mark(text: string, key: string): string {
    return this.#codec.mark(text, key);
  }

  /** Takes whatever a client may send. */
  unpack(id: string): Unpacked {
    return this.#codec.unpack(id);
  }
}
