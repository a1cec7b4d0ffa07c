/** Longest text that is packed here; longer ones are zlib's work. */
export const MAX_FIXED_TEXT = 512;

const SHORTEST_MATCH = 4;
/** The lengths whose codes have seven bits (RFC 1951, 3.2.6: up to symbol 279). */
const LONGEST_MATCH = 114;

/** Most bytes that `deflateFixed` writes: a byte a character, and three for the block's head and end. */
export const MAX_FIXED_BYTES = MAX_FIXED_TEXT + 3;

/** Codes are written lowest bit first: each is kept as its bits, reversed where it is a Huffman code, and their count above them. */
const COUNT_SHIFT = 20;
const BITS = (1 << COUNT_SHIFT) - 1;

const LITERALS = Int32Array.from({ length: 128 }, (_, code) => entry(reversed(0x30 + code, 8), 8));
const LENGTHS = Int32Array.from({ length: LONGEST_MATCH + 1 }, (_, length) =>
  length < 3 ? 0 : lengthEntry(length),
);
const DISTANCES = Int32Array.from({ length: MAX_FIXED_TEXT + 1 }, (_, distance) =>
  distance === 0 ? 0 : distanceEntry(distance),
);

/** Where four characters were last seen, by their hash: a number of the run and a position, so that nothing need be cleared. */
const SEEN_BITS = 8;
const seen = new Float64Array(1 << SEEN_BITS);
let run = 0;

function entry(bits: number, count: number): number {
  return (count << COUNT_SHIFT) | bits;
}

function reversed(code: number, count: number): number {
  let result = 0;
  for (let bit = 0; bit < count; bit++) result |= ((code >> bit) & 1) << (count - 1 - bit);
  return result;
}

/** RFC 1951, 3.2.5: symbols 257 to 264 stand for one length each, then four symbols for each count of extra bits. */
function lengthEntry(length: number): number {
  if (length <= 10) return entry(reversed(length - 2, 7), 7);
  const extra = Math.floor(Math.log2(length - 3)) - 2;
  const above = length - 3 - (4 << extra);
  const symbol = 8 + 4 * (extra - 1) + 1 + (above >> extra) + 0;
  return entry(reversed(symbol, 7) | ((above & ((1 << extra) - 1)) << 7), 7 + extra);
}

/** RFC 1951, 3.2.5: symbols 0 to 3 stand for one distance each, then two symbols for each count of extra bits. */
function distanceEntry(distance: number): number {
  if (distance <= 4) return entry(reversed(distance - 1, 5), 5);
  const extra = Math.floor(Math.log2(distance - 1)) - 1;
  const above = distance - 1 - (2 << extra);
  const symbol = 2 + 2 * extra + (above >> extra);
  return entry(reversed(symbol, 5) | ((above & ((1 << extra) - 1)) << 5), 5 + extra);
}

/**
 * Packs a text of at most MAX_FIXED_TEXT ASCII characters as one deflate block with fixed codes (RFC 1951), as zlib does with a short
 * text, without the 20 to 40 µs that a call of zlib costs. Writes at `start`; returns where it ends, -1 for a character beyond ASCII.
 */
export function deflateFixed(text: string, target: Uint8Array, start: number): number {
  run += 1;
  let at = start;
  // Last block, fixed codes: 1, then 01, lowest bit first.
  let held = 0b011;
  let count = 3;
  for (let index = 0; index < text.length; ) {
    const length = matchAt(text, index);
    let code = 0;
    if (length > 0) {
      code = LENGTHS[length] as number;
      held |= (code & BITS) << count;
      count += code >> COUNT_SHIFT;
      while (count >= 8) {
        target[at++] = held;
        held >>>= 8;
        count -= 8;
      }
      code = DISTANCES[matchDistance] as number;
      index += length;
    } else {
      const character = text.charCodeAt(index);
      if (character > 127) return -1;
      code = LITERALS[character] as number;
      index += 1;
    }
    held |= (code & BITS) << count;
    count += code >> COUNT_SHIFT;
    while (count >= 8) {
      target[at++] = held;
      held >>>= 8;
      count -= 8;
    }
  }
  // The end of the block is seven zero bits.
  count += 7;
  for (; count > 0; count -= 8) {
    target[at++] = held;
    held >>>= 8;
  }
  return at;
}

let matchDistance = 0;

/** How many characters at `index` stood shortly before as well, 0 for too few; sets `matchDistance`. */
function matchAt(text: string, index: number): number {
  if (index + SHORTEST_MATCH > text.length) return 0;
  const four =
    text.charCodeAt(index) |
    (text.charCodeAt(index + 1) << 8) |
    (text.charCodeAt(index + 2) << 16) |
    (text.charCodeAt(index + 3) << 24);
  const place = Math.imul(four, 0x9e3779b1) >>> (32 - SEEN_BITS);
  const stamp = seen[place] as number;
  seen[place] = run * 1024 + index;
  const candidate = stamp - run * 1024;
  if (candidate < 0) return 0;
  let length = 0;
  const longest = Math.min(LONGEST_MATCH, text.length - index);
  while (length < longest && text.charCodeAt(candidate + length) === text.charCodeAt(index + length))
    length += 1;
  if (length < SHORTEST_MATCH) return 0;
  matchDistance = index - candidate;
  return length;
}
