/** Any JSON value. Every number is a RawJSON holding the digits that came, so none is ever rounded. */
export type JsonValue = null | boolean | string | RawJSON | readonly JsonValue[] | JsonObject;

/** A JSON object, its keys in the order in which they came. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Whether it is an object, and neither an array nor a number. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

/** Whether it is an array. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The objects in a list; none where there is no list. */
export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

/** Whether it is a number; other raw JSON is none. */
export function isJsonNumber(value: JsonValue | undefined): value is RawJSON {
  return JSON.isRawJSON(value) && /^[-\d]/.test(value.rawJSON);
}

/** A JSON number of exactly these digits. Throws SyntaxError unless the text is a JSON number. */
export function exactNumber(digits: string | bigint | number): RawJSON {
  const number = JSON.rawJSON(String(digits));
  if (!isJsonNumber(number)) throw new SyntaxError(`not a JSON number: ${digits}`);
  return number;
}

/** JSON text of a value: numbers keep their digits, keys their order (RFC 8259). */
export function stringifyJson(value: JsonValue): string {
  return JSON.stringify(value);
}

/** One step deeper in a JSON Pointer (RFC 6901). */
export function childPointer(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
