import { constants, crc32, gunzipSync, gzipSync } from 'node:zlib';
import { type IdCodec, type IdSeries, MAX_ID_BYTES, type Unpacked } from '../../domain/feed-position.ts';
import { deflateFixed, MAX_FIXED_BYTES, MAX_FIXED_TEXT } from './fixed-deflate.ts';
import { idSeries } from './id-series.ts';
import { markOf, openedText, sealedText } from './sealed-text.ts';

/** RFC 1952, with nothing in it that could differ: no name, no time (0), no hint (XFL 0), no file system (OS 0). */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0]);
const TRAILER_BYTES = 8;

/** To find out what ids have in common takes as long as to pack so many of them. */
const FEW_IDS = 5;
const MAX_TEXT_BYTES = 16 * 1024;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Packs texts as Aria's data feed packs its ids: base64 of gzip with an empty header. */
export class GzipIdCodec implements IdCodec {
  readonly #bytes = Buffer.alloc(HEADER.length + MAX_FIXED_BYTES + TRAILER_BYTES);
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });

  constructor() {
    HEADER.copy(this.#bytes);
  }

  pack(text: string): string {
    const end = text.length > MAX_FIXED_TEXT ? -1 : deflateFixed(text, this.#bytes, HEADER.length);
    if (end === -1) return packLong(text);
    this.#bytes.writeUInt32LE(crc32(text), end);
    this.#bytes.writeUInt32LE(text.length, end + 4);
    return this.#bytes.toString('base64', 0, end + TRAILER_BYTES);
  }

  series(before: string, behind: string, count = Number.POSITIVE_INFINITY): IdSeries {
    const packed: IdSeries = {
      text: (number) => this.pack(before + number + behind),
      write: (number, target, start) => writeAscii(packed.text(number), target, start),
    };
    if (count < FEW_IDS) return packed;
    let [digits, series] = [0, packed];
    const of = (number: number): IdSeries => {
      if (digitsOf(number) !== digits) {
        digits = digitsOf(number);
        series = idSeries(HEADER, { before, digits, behind }) ?? packed;
      }
      return series;
    };
    return {
      text: (number) => of(number).text(number),
      write: (number, target, start) => of(number).write(number, target, start),
    };
  }

  unpack(id: string): Unpacked {
    if (id.length > MAX_ID_BYTES) return { fault: `it is longer than any id (${id.length} characters)` };
    // A plus sign that was put into a query as it is arrives as a space.
    const base64 = id.replaceAll(' ', '+');
    const bytes = Buffer.from(base64, 'base64');
    if (!BASE64.test(base64) || bytes.toString('base64') !== base64)
      return { fault: 'it is no base64, or was cut off' };
    if (!bytes.subarray(0, HEADER.length).equals(HEADER)) return { fault: 'it does not begin as ids do' };
    return this.#unzip(bytes);
  }

  seal(text: string, key: string): string {
    return sealedText(text, key);
  }

  open(sealed: string, key: string): string | undefined {
    return openedText(sealed, key);
  }

  mark(text: string, key: string): string {
    return markOf(text, key);
  }

  #unzip(bytes: Buffer): Unpacked {
    try {
      const options = { maxOutputLength: MAX_TEXT_BYTES, info: true } as const;
      const { buffer, engine } = gunzipSync(bytes, options) as unknown as {
        buffer: Buffer;
        engine: { bytesWritten: number };
      };
      if (engine.bytesWritten !== bytes.length) return { fault: 'something stands behind its end' };
      return { text: this.#utf8.decode(buffer) };
    } catch (error) {
      return { fault: FAULTS[(error as { code?: string }).code ?? ''] ?? 'its bytes have been changed' };
    }
  }
}

const FAULTS: Readonly<Record<string, string>> = {
  ERR_BUFFER_TOO_LARGE: 'it holds more than any id does',
  Z_BUF_ERROR: 'it was cut off',
};

function digitsOf(number: number): number {
  let digits = 1;
  for (let bound = 10; number >= bound; bound *= 10) digits += 1;
  return digits;
}

function writeAscii(text: string, target: Uint8Array, start: number): number {
  for (let index = 0; index < text.length; index += 1) target[start + index] = text.charCodeAt(index);
  return start + text.length;
}

function packLong(text: string): string {
  const bytes = gzipSync(text, { level: constants.Z_DEFAULT_COMPRESSION });
  HEADER.copy(bytes);
  return bytes.toString('base64');
}
