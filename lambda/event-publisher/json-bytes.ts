const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Up to here a loop beats a call into the runtime. */
const SHORT = 8;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;

/** UTF-8 takes at most three bytes for a UTF-16 unit; quotes around it, and the word that ends a scan. */
const BYTES_A_UNIT = 3;
const BYTES_AROUND = 16;

/** The same byte in each of the four lanes of a 32-bit word. */
const LANES = 0x01010101;
const SPACES = LANES * 0x20;
const QUOTES = LANES * QUOTE;
const BACKSLASHES = LANES * BACKSLASH;
const ZEROS = LANES * ZERO;
const SIXES = LANES * 6;
const HIGH_BITS = 0x80808080;
const HIGH_NIBBLES = 0xf0f0f0f0;

/** UTF-8 bytes of a text that is written often, filled up to whole words of eight. */
export interface FixedText {
  readonly words: readonly number[];
  readonly length: number;
}

/** No UTF-8 text has the bits of a NaN (an 0xf_ before 0x7f, or 0xff), so that the words keep theirs. */
export function fixedText(text: string): FixedText {
  const bytes = Buffer.from(text);
  const words = new Float64Array(Math.ceil(bytes.length / 8));
  Buffer.from(words.buffer).set(bytes);
  return { words: Array.from(words), length: bytes.length };
}

/**
 * Sets the high bit of each lane that is not ASCII, below a space, a quote or a backslash. A borrow from the lane below can
 * only come out of one that is marked itself, so none marks or hides a lane in a word without suspects.
 */
function suspects(word: number): number {
  return word | (word - SPACES) | ((word ^ QUOTES) - LANES) | ((word ^ BACKSLASHES) - LANES);
}

/**
 * Writes JSON text as UTF-8 into one buffer that grows and is used again. Nothing is checked for structure: the caller
 * writes brackets and commas where they belong. Strings come out as JSON.stringify writes them: half a surrogate pair
 * as its escape, all else as itself.
 */
export class JsonBytes {
  buffer: Buffer;
  /** How much of the buffer is written. */
  length = 0;
  private words: DataView;

  constructor(initialBytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes);
    this.words = new DataView(this.buffer.buffer);
  }

  /** Makes room for `bytes` more. What was written moves along; views of the old buffer keep what they show. */
  reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
    this.words = new DataView(grown.buffer);
  }

  byte(code: number): void {
    this.reserve(1);
    this.buffer[this.length++] = code;
  }

  /** Text prepared by `fixedText`: copied in words, which beats a call into the runtime for the length of a key. */
  fixed(text: FixedText): void {
    const { words } = text;
    const count = words.length;
    this.reserve(count * 8);
    const target = this.words;
    let at = this.length;
    for (let index = 0; index < count; index++, at += 8) target.setFloat64(at, words[index] as number, true);
    this.length += text.length;
  }

  /** A JSON string. */
  string(text: string): void {
    this.reserve(text.length * BYTES_A_UNIT + BYTES_AROUND);
    const start = this.length;
    const end = this.plain(text, start + 1);
    if (end === -1) {
      this.text(JSON.stringify(text));
      return;
    }
    this.buffer[start] = QUOTE;
    this.buffer[end] = QUOTE;
    this.length = end + 1;
  }

  /** A JSON string inside a JSON string: its quotes and escapes are escaped once more. */
  innerString(text: string): void {
    this.reserve(text.length * BYTES_A_UNIT + BYTES_AROUND);
    const start = this.length;
    const end = this.plain(text, start + 2);
    if (end === -1) {
      this.text(JSON.stringify(JSON.stringify(text)).slice(1, -1));
      return;
    }
    const { buffer } = this;
    buffer[start] = BACKSLASH;
    buffer[start + 1] = QUOTE;
    buffer[end] = BACKSLASH;
    buffer[end + 1] = QUOTE;
    this.length = end + 2;
  }

  /** The digits as they are. False, with nothing written, when they are no JSON number. */
  number(digits: string): boolean {
    this.reserve(digits.length * BYTES_A_UNIT + BYTES_AROUND);
    const start = this.length;
    const end = start + this.buffer.write(digits, start);
    if (!this.integer(start, end) && !JSON_NUMBER.test(digits)) return false;
    this.length = end;
    return true;
  }

  /**
   * Writes text at `start`, looks at the bytes, eight at a time, for one that JSON must escape, and returns where they
   * end; -1 when there is one. Faster than a regular expression over the text (npm run bench).
   */
  private plain(text: string, start: number): number {
    if (text.length <= SHORT) return this.shortPlain(text, start);
    const { words } = this;
    const end = start + this.buffer.write(text, start);
    // The last step may look past the end: it finds spaces there.
    words.setInt32(end, SPACES, true);
    words.setInt32(end + 4, SPACES, true);
    let found = 0;
    for (let at = start; at < end; at += 8) {
      found |= suspects(words.getInt32(at, true)) | suspects(words.getInt32(at + 4, true));
    }
    return (found & HIGH_BITS) === 0 || !NEEDS_ESCAPE.test(text) ? end : -1;
  }

  private shortPlain(text: string, start: number): number {
    const { buffer } = this;
    const size = text.length;
    for (let index = 0; index < size; index++) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
        return NEEDS_ESCAPE.test(text) ? -1 : start + buffer.write(text, start);
      }
      buffer[start + index] = code;
    }
    return start + size;
  }

  /** Whether the bytes are an integer without sign or leading zero: what most numbers are. */
  private integer(start: number, end: number): boolean {
    const { words } = this;
    words.setInt32(end, ZEROS, true);
    let odd = 0;
    for (let at = start; at < end; at += 4) {
      const word = words.getInt32(at, true) ^ ZEROS;
      odd |= word | (word + SIXES);
    }
    return (odd & HIGH_NIBBLES) === 0 && end > start && (this.buffer[start] !== ZERO || end === start + 1);
  }

  private text(text: string): void {
    this.reserve(text.length * BYTES_A_UNIT);
    this.length += this.buffer.write(text, this.length);
  }
}
