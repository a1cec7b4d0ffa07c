import type { AttributeValue, Image } from './contract.ts';
import { type FixedText, fixedText, type JsonBytes } from './json-bytes.ts';

/** A stream record that has no rendering, now or ever: an attribute of no known type, or a number that is none. */
export class Unrenderable extends Error {
  override readonly name = 'Unrenderable';
}

const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;
const QUOTE = 0x22;
const TRUE = fixedText('true');
const FALSE = fixedText('false');
const NULL = fixedText('null');
const NOTHING = fixedText('');

/** Foreign records may bring any keys: past this many the cache starts anew, so memory stays flat. */
const MAX_CACHED_KEYS = 4096;

/** Attribute names as JSON keys with comma and colon, made once: `,"Account Id":`, and inside a string `,\"Account Id\":`. */
export class KeyCache {
  private readonly outer = new Map<string, FixedText>();
  private readonly inner = new Map<string, FixedText>();
  private readonly leftOut: ReadonlySet<string>;

  constructor(leftOut: Iterable<string>) {
    this.leftOut = new Set(leftOut);
  }

  /** The key of an item's attribute; empty for one that is left out. */
  attribute(name: string): FixedText {
    return (
      this.outer.get(name) ??
      remember(this.outer, name, this.leftOut.has(name) ? NOTHING : fixedText(`,${JSON.stringify(name)}:`))
    );
  }

  /** A key of a map, inside the JSON string that the map becomes. */
  mapKey(name: string): FixedText {
    return (
      this.inner.get(name) ??
      remember(this.inner, name, fixedText(`,${JSON.stringify(JSON.stringify(name)).slice(1, -1)}:`))
    );
  }
}

function remember(cache: Map<string, FixedText>, name: string, text: FixedText): FixedText {
  if (cache.size >= MAX_CACHED_KEYS) cache.clear();
  cache.set(name, text);
  return text;
}

/**
 * Writes an item's attributes as the members of a JSON object, each with a comma before it: a map as a JSON string that holds
 * its JSON, all else as JSON, numbers with the digits that came. Throws Unrenderable for what is no attribute value.
 */
export function writeAttributes(json: JsonBytes, keys: KeyCache, image: Image): void {
  for (const name in image) {
    const key = keys.attribute(name);
    if (key.length === 0) continue;
    json.fixed(key);
    writeAttribute(json, keys, image[name] as AttributeValue);
  }
}

/** Writes one attribute, or JSON's null when there is none. */
export function writeAttributeOrNull(
  json: JsonBytes,
  keys: KeyCache,
  value: AttributeValue | undefined,
): void {
  if (value === undefined) json.fixed(NULL);
  else writeAttribute(json, keys, value);
}

function writeAttribute(json: JsonBytes, keys: KeyCache, value: AttributeValue): void {
  // Each member is read once: these reads see objects of many shapes, and the compiler does not merge them.
  const text = value.S;
  if (text !== undefined) {
    json.string(asText(text));
    return;
  }
  const digits = value.N;
  if (digits !== undefined) {
    writeNumber(json, digits);
    return;
  }
  const map = value.M;
  if (map !== undefined) {
    json.byte(QUOTE);
    writeInnerMap(json, keys, map);
    json.byte(QUOTE);
    return;
  }
  const list = value.L;
  if (list === undefined) {
    writeSimple(json, value, false);
    return;
  }
  json.byte(OPEN_LIST);
  for (let index = 0; index < list.length; index++) {
    if (index > 0) json.byte(COMMA);
    writeAttribute(json, keys, list[index] as AttributeValue);
  }
  json.byte(CLOSE_LIST);
}

/** Inside a map's JSON string: ordinary JSON, its quotes escaped. */
function writeInner(json: JsonBytes, keys: KeyCache, value: AttributeValue): void {
  const text = value.S;
  if (text !== undefined) {
    json.innerString(asText(text));
    return;
  }
  const digits = value.N;
  if (digits !== undefined) {
    writeNumber(json, digits);
    return;
  }
  const map = value.M;
  if (map !== undefined) {
    writeInnerMap(json, keys, map);
    return;
  }
  const list = value.L;
  if (list === undefined) {
    writeSimple(json, value, true);
    return;
  }
  json.byte(OPEN_LIST);
  for (let index = 0; index < list.length; index++) {
    if (index > 0) json.byte(COMMA);
    writeInner(json, keys, list[index] as AttributeValue);
  }
  json.byte(CLOSE_LIST);
}

function writeInnerMap(json: JsonBytes, keys: KeyCache, map: Image): void {
  const start = json.length;
  for (const name in map) {
    json.fixed(keys.mapKey(name));
    writeInner(json, keys, map[name] as AttributeValue);
  }
  // Each key brings a comma before it: the first one gives way to the bracket.
  if (json.length === start) json.byte(OPEN_MAP);
  else json.buffer[start] = OPEN_MAP;
  json.byte(CLOSE_MAP);
}

function writeSimple(json: JsonBytes, value: AttributeValue, inner: boolean): void {
  if (value.NULL === true) json.fixed(NULL);
  else if (value.BOOL === true) json.fixed(TRUE);
  else if (value.BOOL === false) json.fixed(FALSE);
  else if (value.B !== undefined) writeText(json, value.B, inner);
  else if (value.NS !== undefined) writeSet(json, value.NS, (digits) => writeNumber(json, digits));
  else writeSet(json, textsOf(value), (text) => writeText(json, text, inner));
}

function textsOf(value: AttributeValue): readonly string[] {
  const texts = value.SS ?? value.BS;
  if (texts === undefined) throw new Unrenderable('an attribute of no known type');
  return texts;
}

function writeSet(json: JsonBytes, members: readonly string[], write: (member: string) => void): void {
  json.byte(OPEN_LIST);
  members.forEach((member, index) => {
    if (index > 0) json.byte(COMMA);
    write(member);
  });
  json.byte(CLOSE_LIST);
}

function writeText(json: JsonBytes, text: string, inner: boolean): void {
  if (inner) json.innerString(asText(text));
  else json.string(asText(text));
}

function writeNumber(json: JsonBytes, digits: string): void {
  if (typeof digits !== 'string' || !json.number(digits))
    throw new Unrenderable('an N that is no JSON number');
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new Unrenderable('an S or B that is no text');
  return value;
}
