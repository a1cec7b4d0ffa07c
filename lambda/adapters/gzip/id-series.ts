import { crc32 } from 'node:zlib';
import { deflateFixed, MAX_FIXED_BYTES, MAX_FIXED_TEXT } from './fixed-deflate.ts';

/** In deflate's fixed code a character below 144 has 8 bits, its number and 0x30, the highest first (RFC 1951, 3.2.6). */
const LITERAL_BITS = Uint8Array.from({ length: 144 }, (_, character) => reversed(0x30 + character));
const TRAILER_BYTES = 8;

function reversed(byte: number): number {
  let result = 0;
  for (let bit = 0; bit < 8; bit += 1) result |= ((byte >> bit) & 1) << (7 - bit);
  return result;
}

/**
 * Packs texts that differ in one number of a given count of digits: every digit takes 8 bits, wherever they begin, so the packed bytes are
 * the same but for these, the checksum and nothing else. Undefined for texts that it is not for: longer ones, or beyond ASCII.
 */
export function idSeries(
  header: Buffer,
  { before, digits, behind }: { readonly before: string; readonly digits: number; readonly behind: string },
): ((number: string) => string) | undefined {
  // Characters that stand nowhere else: no match of deflate's can have one of them in it.
  const marks = Array.from({ length: digits }, (_, index) => String.fromCharCode(index + 1));
  const text = before + marks.join('') + behind;
  if (text.length > MAX_FIXED_TEXT || digits > 16) return undefined;
  const packed = Buffer.alloc(header.length + MAX_FIXED_BYTES + TRAILER_BYTES);
  header.copy(packed);
  const end = deflateFixed(text, packed, header.length);
  const bit = end === -1 ? -1 : bitOf(packed.subarray(0, end), marks);
  if (bit === -1) return undefined;
  packed.writeUInt32LE(text.length, end + 4);
  const plain = Buffer.from(text, 'latin1');
  const bytes = packed.subarray(0, end + TRAILER_BYTES);
  const [at, shift] = [bit >> 3, bit & 7];
  const first = (bytes[at] ?? 0) & ((1 << shift) - 1);
  const last = (bytes[at + digits] ?? 0) & (0xff << shift);
  return (number) => {
    let held = first;
    for (let index = 0; index < digits; index += 1) {
      const digit = number.charCodeAt(index);
      plain[before.length + index] = digit;
      const bits = (LITERAL_BITS[digit] as number) << shift;
      bytes[at + index] = held | bits;
      held = bits >> 8;
    }
    bytes[at + digits] = held | last;
    bytes.writeUInt32LE(crc32(plain), end);
    return bytes.toString('base64');
  };
}

/** At which bit the characters stand, one behind the other; -1 unless there is one such place. */
function bitOf(bytes: Uint8Array, marks: readonly string[]): number {
  const places: number[] = [];
  for (let bit = 0; bit + 8 * marks.length <= 8 * bytes.length; bit += 1) {
    const isHere = marks.every((mark, index) => {
      const place = bit + 8 * index;
      const two = (bytes[place >> 3] ?? 0) | ((bytes[(place >> 3) + 1] ?? 0) << 8);
      return ((two >> (place & 7)) & 0xff) === LITERAL_BITS[mark.charCodeAt(0)];
    });
    if (isHere) places.push(bit);
  }
  return places.length === 1 ? (places[0] ?? -1) : -1;
}
