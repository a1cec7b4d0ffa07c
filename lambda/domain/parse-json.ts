import { childPointer, type JsonObject, type JsonValue } from './json.ts';

/** What is wrong with a JSON text, and where: `offset` counts UTF-16 units from 0, `pointer` is RFC 6901. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly offset: number;
  readonly pointer: string;

  constructor(message: string, options: { offset: number; pointer: string }) {
    super(message);
    this.offset = options.offset;
    this.pointer = options.pointer;
  }
}

/** Limits of what is parsed. */
export interface ParseOptions {
  /** Objects and arrays inside one another. @default 64 */
  readonly maxDepth?: number;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
// A string without escapes or control characters: all but a few.
const PLAIN_STRING = /"[^"\\\u0000-\u001f]*"/y;
// Tab, line feed, carriage return, space.
const WHITE_SPACE: readonly (string | undefined)[] = ['\t', '\n', '\r', ' '];
const WORDS = [
  ['null', null],
  ['true', true],
  ['false', false],
] as const;
const MAX_QUOTED_KEY = 40;

/**
 * Parses a JSON text (RFC 8259) without losing a digit: numbers come as RawJSON. Stricter than JSON.parse where that
 * loses something in silence: a key that stands twice in an object, `__proto__` as a key, half a surrogate pair and
 * nesting beyond `maxDepth` throw JsonSyntaxError, as does any text that is not JSON.
 */
export function parseJson(text: string, options: ParseOptions = {}): JsonValue {
  const maxDepth = options.maxDepth ?? 64;
  const path: (string | number)[] = [];
  let offset = 0;

  const fail = (message: string): never => {
    throw new JsonSyntaxError(message, { offset, pointer: path.reduce<string>(childPointer, '') });
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) offset += found.length;
    return found;
  };
  const skipWhiteSpace = (): void => {
    while (WHITE_SPACE.includes(text[offset])) offset += 1;
  };
  const take = (character: string): boolean => {
    skipWhiteSpace();
    if (text[offset] !== character) return false;
    offset += 1;
    return true;
  };
  const found = (): string => (offset < text.length ? JSON.stringify(text[offset]) : 'the end of the text');

  const unescaped = (): string => {
    const end = closingQuote(text, offset) + 1;
    try {
      // What JSON.parse says of a bad string quotes it: it is personal data, maybe.
      const value: string = JSON.parse(text.slice(offset, end));
      offset = end;
      return value;
    } catch {
      return fail('a string that does not end, or has a bad escape or a control character in it');
    }
  };
  const parseString = (): string => {
    const value = match(PLAIN_STRING)?.slice(1, -1) ?? unescaped();
    if (!value.isWellFormed()) fail('a string with half a surrogate pair, which UTF-8 cannot carry');
    return value;
  };

  const parseObject = (): JsonObject => {
    const object: Record<string, JsonValue> = {};
    if (take('}')) return object;
    do {
      skipWhiteSpace();
      if (text[offset] !== '"') fail(`expected a key in double quotes, found ${found()}`);
      const key = parseString();
      path.push(key);
      if (key === '__proto__') fail('the key "__proto__" is not allowed');
      if (Object.hasOwn(object, key)) fail(`the key ${quoted(key)} stands twice in one object`);
      if (!take(':')) fail(`expected ":" after a key, found ${found()}`);
      object[key] = parseValue();
      path.pop();
    } while (take(','));
    if (!take('}')) fail(`expected "," or "}", found ${found()}`);
    return object;
  };

  const parseArray = (): JsonValue[] => {
    const array: JsonValue[] = [];
    if (take(']')) return array;
    do {
      path.push(array.length);
      array.push(parseValue());
      path.pop();
    } while (take(','));
    if (!take(']')) fail(`expected "," or "]", found ${found()}`);
    return array;
  };

  const parseValue = (): JsonValue => {
    skipWhiteSpace();
    const character = text[offset];
    if (character === '"') return parseString();
    if (character === '{' || character === '[') {
      if (path.length === maxDepth) fail(`nested deeper than ${maxDepth} levels`);
      offset += 1;
      return character === '{' ? parseObject() : parseArray();
    }
    const digits = match(NUMBER);
    if (digits !== undefined) return JSON.rawJSON(digits);
    for (const [word, value] of WORDS) {
      if (!text.startsWith(word, offset)) continue;
      offset += word.length;
      return value;
    }
    return fail(`expected a value, found ${found()}`);
  };

  const value = parseValue();
  skipWhiteSpace();
  if (offset < text.length) fail(`expected nothing after the value, found ${found()}`);
  return value;
}

/** Where the string that begins at `start` ends: its closing quote, or the end of the text. */
function closingQuote(text: string, start: number): number {
  let end = start;
  do {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
  } while (isEscaped(text, end));
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function quoted(key: string): string {
  return JSON.stringify(key.length > MAX_QUOTED_KEY ? `${key.slice(0, MAX_QUOTED_KEY)}…` : key);
}
