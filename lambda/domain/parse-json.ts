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
const WHITE_SPACE = /[ \t\n\r]*/y;
// A string without escapes or control characters: all but a few.
const PLAIN_STRING = /"[^"\\\u0000-\u001f]*"/y;
const ANY_STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/**
 * Parses a JSON text (RFC 8259) without losing a digit: numbers come as RawJSON. Stricter than JSON.parse where that
 * loses something in silence: a key that stands twice in an object, `__proto__` as a key, half a surrogate pair and
 * nesting beyond `maxDepth` throw JsonSyntaxError, as does any text that is not JSON.
 */
export function parseJson(text: string, options: ParseOptions = {}): JsonValue {
  const maxDepth = options.maxDepth ?? 64;
  let offset = 0;

  const fail = (message: string, pointer: string): never => {
    throw new JsonSyntaxError(message, { offset, pointer });
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) offset += found.length;
    return found;
  };
  const take = (character: string): boolean => {
    match(WHITE_SPACE);
    if (text[offset] !== character) return false;
    offset += 1;
    return true;
  };
  const found = (): string => (offset < text.length ? JSON.stringify(text[offset]) : 'the end of the text');

  const parseString = (pointer: string): string => {
    const plain = match(PLAIN_STRING);
    const quoted =
      plain ??
      match(ANY_STRING) ??
      fail('a string that does not end, or has a bad escape or a control character in it', pointer);
    const value: string = plain === undefined ? JSON.parse(quoted) : plain.slice(1, -1);
    if (!value.isWellFormed()) fail('a string with half a surrogate pair, which UTF-8 cannot carry', pointer);
    return value;
  };

  const parseObject = (pointer: string, depth: number): JsonObject => {
    const object: Record<string, JsonValue> = {};
    if (take('}')) return object;
    do {
      match(WHITE_SPACE);
      if (text[offset] !== '"') fail(`expected a key in double quotes, found ${found()}`, pointer);
      const key = parseString(pointer);
      const child = childPointer(pointer, key);
      if (key === '__proto__') fail('the key "__proto__" is not allowed', child);
      if (Object.hasOwn(object, key))
        fail(`the key ${JSON.stringify(key)} stands twice in one object`, child);
      if (!take(':')) fail(`expected ":" after a key, found ${found()}`, child);
      object[key] = parseValue(child, depth);
    } while (take(','));
    if (!take('}')) fail(`expected "," or "}", found ${found()}`, pointer);
    return object;
  };

  const parseArray = (pointer: string, depth: number): JsonValue[] => {
    const array: JsonValue[] = [];
    if (take(']')) return array;
    do array.push(parseValue(childPointer(pointer, array.length), depth));
    while (take(','));
    if (!take(']')) fail(`expected "," or "]", found ${found()}`, pointer);
    return array;
  };

  const parseValue = (pointer: string, depth: number): JsonValue => {
    match(WHITE_SPACE);
    const character = text[offset];
    if (character === '"') return parseString(pointer);
    if (character === '{' || character === '[') {
      if (depth === maxDepth) fail(`nested deeper than ${maxDepth} levels`, pointer);
      offset += 1;
      return character === '{' ? parseObject(pointer, depth + 1) : parseArray(pointer, depth + 1);
    }
    for (const [word, value] of [
      ['null', null],
      ['true', true],
      ['false', false],
    ] as const) {
      if (text.startsWith(word, offset)) {
        offset += word.length;
        return value;
      }
    }
    const digits = match(NUMBER);
    return digits === undefined ? fail(`expected a value, found ${found()}`, pointer) : JSON.rawJSON(digits);
  };

  const value = parseValue('', 0);
  match(WHITE_SPACE);
  if (offset < text.length) fail(`expected nothing after the value, found ${found()}`, '');
  return value;
}
