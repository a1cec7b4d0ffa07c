import { crc32 } from 'node:zlib';
import type { IdSeries } from '../../domain/feed-position.ts';
import { deflateFixed, MAX_FIXED_BYTES, MAX_FIXED_TEXT } from './fixed-deflate.ts';

/** In deflate's fixed code a character below 144 has 8 bits, its number and 0x30, the highest first (RFC 1951, 3.2.6). */
const LITERAL_BITS = Uint8Array.from({ length: 144 }, (_, character) => reversed(0x30 + character));
const TRAILER_BYTES = 8;
const ZERO = 0x30;
const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1');
const PADDING = 0x3d;
/** What a byte does to a checksum (RFC 1952, 8). */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function reversed(byte: number): number {
  let result = 0;
  for (let bit = 0; bit < 8; bit += 1) result |= ((byte >> bit) & 1) << (7 - bit);
  return result;
}

/**
 * Packs texts that differ in one number of a given count of digits: every digit takes 8 bits, wherever they begin, so the packed bytes are
 * the same but for these and the checksum, and so is their base64. Undefined for texts that it is not for: longer ones, or beyond ASCII.
 */
export function idSeries(
  header: Buffer,
  { before, digits, behind }: { readonly before: string; readonly digits: number; readonly behind: string },
): IdSeries | undefined {
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
  const bytes = packed.subarray(0, end + TRAILER_BYTES);
  const checksums = checksumsOf(digits, behind.length);
  const zeros = crc32(Buffer.from(before + '0'.repeat(digits) + behind, 'latin1'));
  const [at, shift] = [bit >> 3, bit & 7];
  const first = (bytes[at] ?? 0) & ((1 << shift) - 1);
  const last = (bytes[at + digits] ?? 0) & (0xff << shift);
  const template = Buffer.from(bytes.toString('base64'), 'latin1');
  const write = (number: number, target: Uint8Array, start: number): number => {
    let [held, checksum, left] = [last, zeros, number];
    // From the last digit to the first; what is left over of a digit's bits belongs to the byte behind.
    for (let index = digits - 1; index >= 0; index -= 1) {
      const rest = Math.floor(left / 10);
      const digit = left - 10 * rest;
      left = rest;
      checksum ^= checksums[10 * index + digit] as number;
      const bits = (LITERAL_BITS[ZERO + digit] as number) << shift;
      bytes[at + index + 1] = held | (bits >> 8);
      held = bits & 0xff;
    }
    bytes[at] = held | first;
    bytes[end] = checksum;
    bytes[end + 1] = checksum >> 8;
    bytes[end + 2] = checksum >> 16;
    bytes[end + 3] = checksum >> 24;
    target.set(template, start);
    writeBase64(bytes, { from: at, to: at + digits }, target, start);
    writeBase64(bytes, { from: end, to: end + 3 }, target, start);
    return start + template.length;
  };
  const own = Buffer.alloc(template.length);
  return { write, text: (number) => own.toString('latin1', 0, write(number, own, 0)) };
}

/** Writes the base64 of whole groups of three bytes that some bytes lie in. */
function writeBase64(
  bytes: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
  target: Uint8Array,
  start: number,
): void {
  for (let group = Math.floor(from / 3); 3 * group <= to; group += 1) {
    const at = 3 * group;
    const left = bytes.length - at;
    const [second, third] = [
      left > 1 ? (bytes[at + 1] as number) : 0,
      left > 2 ? (bytes[at + 2] as number) : 0,
    ];
    const three = ((bytes[at] as number) << 16) | (second << 8) | third;
    const place = start + 4 * group;
    target[place] = ALPHABET[three >> 18] as number;
    target[place + 1] = ALPHABET[(three >> 12) & 63] as number;
    target[place + 2] = left > 1 ? (ALPHABET[(three >> 6) & 63] as number) : PADDING;
    target[place + 3] = left > 2 ? (ALPHABET[three & 63] as number) : PADDING;
  }
}

/** What each digit in each place does to the checksum of a text of zeros in their places: a checksum is a sum of what its bits do to it. */
function checksumsOf(digits: number, behind: number): Int32Array {
  const places = new Int32Array(10 * digits);
  for (let digit = 1; digit < 10; digit += 1) {
    let crc = CRC_TABLE[digit] as number;
    const follow = () => {
      crc = (crc >>> 8) ^ (CRC_TABLE[crc & 0xff] as number);
    };
    for (let left = behind; left > 0; left -= 1) follow();
    for (let index = digits - 1; index >= 0; index -= 1, follow()) places[10 * index + digit] = crc;
  }
  return places;
}

/** At which bit the characters stand, one behind the other; -1 unless there is one such place. */
function bitOf(bytes: Uint8Array, marks: readonly string[]): number {
  const [first = 0, ...others] = marks.map((mark) => LITERAL_BITS[mark.charCodeAt(0)] as number);
  const eightAt = (bit: number): number =>
    (((bytes[bit >> 3] ?? 0) | ((bytes[(bit >> 3) + 1] ?? 0) << 8)) >> (bit & 7)) & 0xff;
  let found = -1;
  for (let bit = 0; bit + 8 * marks.length <= 8 * bytes.length; bit += 1) {
    if (eightAt(bit) !== first) continue;
    if (others.some((bits, index) => eightAt(bit + 8 * (index + 1)) !== bits)) continue;
    if (found !== -1) return -1;
    found = bit;
  }
  return found;
}
