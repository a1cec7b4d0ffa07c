import { isJsonArray, isJsonNumber, type JsonValue } from '../domain/json.ts';
import type { Shape, ShapeKind, ShapeOf } from './shape.ts';

const MAX_QUOTED = 40;

/** What kind of value this is, for a message. Never its content, which may be personal. */
export function describeValue(value: JsonValue): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value === '' ? 'an empty text' : 'a text';
  if (isJsonNumber(value)) return 'a number';
  return isJsonArray(value) ? 'a list' : 'an object';
}

/** A text of a closed form (a date, an id, one of a few words) as it came, when it is short. */
export function quote(text: string): string {
  return text.length <= MAX_QUOTED ? JSON.stringify(text) : `a text of ${text.length} characters`;
}

/** The digits of a number, when they are few. */
export function quoteNumber({ rawJSON: digits }: RawJSON): string {
  return digits.length <= MAX_QUOTED ? digits : `a number of ${digits.length} characters`;
}

const EXPECTED: { readonly [Kind in ShapeKind['kind']]: (shape: ShapeOf<Kind>) => string } = {
  text: () => 'a text',
  enum: (shape) => `one of ${shape.values.map((value) => JSON.stringify(value)).join(', ')}`,
  code: (shape) => `one of ${shape.codes.map(({ no, name }) => `${no} (${name})`).join(', ')}`,
  salesforceId: () => 'a Salesforce id (a text of 15 or 18 letters and digits)',
  id: () => 'an id (a number of 1 to 19 digits, without quotes)',
  integer: () => 'a whole number',
  decimal: () => 'a number',
  boolean: () => 'true or false',
  dateTime: () => 'a time such as "2020-09-20T22:21:39.978+0000"',
  date: () => 'a day such as "2020-09-20"',
  list: () => 'a list',
  object: () => 'an object',
  map: () => 'an object',
  any: () => 'any value',
};

/** What a shape expects, for a message. */
export function describeShape(shape: Shape): string {
  const describe = EXPECTED[shape.kind] as (shape: Shape) => string;
  return shape.nullable ? `${describe(shape)}, or null` : describe(shape);
}
