import fc from 'fast-check';
import type { JsonValue } from '../../lambda/domain/json.ts';
import type { Shape, ShapeKind, ShapeOf } from '../../lambda/model/shape.ts';
import { anyJson, anyKey, anyText, asObject, keptNumber, wholeDigits } from './arbitrary-json.ts';

type Arbitraries = {
  readonly [Kind in ShapeKind['kind']]: (shape: ShapeOf<Kind>) => fc.Arbitrary<JsonValue>;
};

const alphanumeric = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
const isoTime = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const offset = fc.constantFrom('Z', '+0000', '-0800', '+05:30', '+1400');

const ARBITRARIES: Arbitraries = {
  text: ({ minLength = 0, maxLength = 40, pattern }) =>
    pattern === undefined
      ? anyText({ minLength, maxLength: Math.min(maxLength, minLength + 40) })
      : fc.stringMatching(pattern),
  enum: ({ values }) => fc.constantFrom(...values),
  code: ({ codes }) => fc.constantFrom(...codes).map(({ no }) => JSON.rawJSON(String(no))),
  salesforceId: () =>
    fc
      .constantFrom(15, 18)
      .chain((length) => fc.string({ unit: alphanumeric, minLength: length, maxLength: length })),
  id: () => wholeDigits(19).map((digits) => JSON.rawJSON(digits === '0' ? '1' : digits)),
  integer: ({ minimum = -(10n ** 15n), maximum = 10n ** 15n }) =>
    fc.bigInt({ min: minimum, max: maximum }).map((value) => JSON.rawJSON(String(value))),
  decimal: () => keptNumber(),
  boolean: () => fc.boolean(),
  dateTime: () => fc.tuple(isoTime, offset).map(([time, zone]) => time.replace('Z', zone)),
  date: () => isoTime.map((time) => time.slice(0, 10)),
  list: ({ of, minItems = 0, maxItems = 3 }) =>
    fc.array(validValue(of), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 2) }),
  object: ({ properties, required = [] }) => {
    const values = Object.entries(properties).map(([name, of]): [string, fc.Arbitrary<JsonValue>] => [
      name,
      validValue(of),
    ]);
    return fc
      .record(Object.fromEntries(values), { requiredKeys: [...required] })
      .map((record) => asObject(record as Record<string, JsonValue>));
  },
  map: ({ of }) => fc.dictionary(anyKey(), validValue(of), { maxKeys: 4 }).map(asObject),
  any: () => anyJson(),
};

/** Values of a shape: all kinds of them, absent properties and nulls included. */
export function validValue(shape: Shape): fc.Arbitrary<JsonValue> {
  const ofKind = ARBITRARIES[shape.kind] as (shape: Shape) => fc.Arbitrary<JsonValue>;
  return shape.nullable ? fc.option(ofKind(shape), { nil: null, freq: 3 }) : ofKind(shape);
}
