import type { FeedPosition } from './feed-log.ts';

/** What an id says, or why it says nothing: one sentence for whoever sent it. */
export type Unpacked = { readonly text: string } | { readonly fault: string };

/** The ids of texts that differ in one whole number. */
export interface IdSeries {
  text(number: number): string;
  /** Writes the id, ASCII, at `start`; returns where it ends. Ids have at most MAX_ID_BYTES. */
  write(number: number, target: Uint8Array, start: number): number;
}

/** Most bytes of an id. */
export const MAX_ID_BYTES = 4096;

/** Short texts as opaque ids: base64 of gzip, as in Aria's data feed. */
export interface IdCodec {
  /** The same id for the same text, always. */
  pack(text: string): string;
  /**
   * Ids of texts that differ in one whole number between two parts that stay: made faster than by `pack`, and unpacked as those are. `count` is
   * about how many will be wanted.
   */
  series(before: string, behind: string, count?: number): IdSeries;
  /** Takes whatever a client may send; never throws. */
  unpack(id: string): Unpacked;
  /** A text that nobody can read, or make, without the key of the feed. */
  seal(text: string, key: string): string;
  /** The text that was sealed; undefined for anything that was not, with this key. Never throws. */
  open(sealed: string, key: string): string | undefined;
  /** What a text is recognised by, always the same, that tells nobody the text. */
  mark(text: string, key: string): string;
}

/** A position, or why the text is none. */
export type ReadPosition = { readonly position: FeedPosition } | { readonly fault: string };

const POSITION = /^\{(?:"[1-9]\d{0,14}":(?:0|[1-9]\d{0,15})(?:,(?="))?)*\}$/;
const MEMBER = /"(\d+)":(\d+)/g;

/** The text that stands for a position: `{"11":140147}`, partitions in ascending order, those at 0 left out. */
export function positionText(position: FeedPosition): string {
  let members = '';
  let before = 0;
  for (const partition in position) {
    const offset = position[partition];
    if (offset === 0) continue;
    const number = Number(partition);
    // Objects have such keys in ascending order by themselves, up to 2^32.
    if (number < before) return positionText(ascending(position));
    before = number;
    members += `${members === '' ? '' : ','}"${partition}":${offset}`;
  }
  return `{${members}}`;
}

/** Reads what `positionText` writes, and nothing else: no spaces, no other order, no number written otherwise. */
export function readPosition(text: string): ReadPosition {
  if (!POSITION.test(text)) return { fault: 'it does not hold offsets by partition' };
  const members = [...text.matchAll(MEMBER)].map(
    ([, partition = '', offset = '']) => [partition, Number(offset)] as const,
  );
  if (members.some(([, offset]) => !Number.isSafeInteger(offset)))
    return { fault: 'it holds an offset that no feed has' };
  const position: FeedPosition = Object.fromEntries(members);
  return positionText(position) === text
    ? { position }
    : { fault: 'its partitions are not in order, stand twice, or have nothing' };
}

function ascending(position: FeedPosition): FeedPosition {
  const members = Object.entries(position);
  return Object.fromEntries(members.sort(([one], [other]) => Number(one) - Number(other)));
}
