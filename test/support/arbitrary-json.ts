import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../lambda/domain/json.ts';

const digit = fc.constantFrom(...'0123456789');
const digits = (maxLength: number) => fc.string({ unit: digit, minLength: 1, maxLength });

/** Digits of a whole number, as JSON writes it: no zeros in front. */
export function wholeDigits(maxLength: number): fc.Arbitrary<string> {
  return digits(maxLength).map((text) => text.replace(/^0+(?=\d)/, ''));
}

/** The text of any JSON number, in any notation; the parts have up to `maxDigits` digits each. */
export function numberText(maxDigits = 60): fc.Arbitrary<string> {
  const fraction = fc.option(digits(maxDigits), { nil: undefined });
  const exponent = fc.option(
    fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-', 'e-'), digits(4)).map((parts) => parts.join('')),
    { nil: '' },
  );
  return fc
    .tuple(fc.constantFrom('', '-'), wholeDigits(maxDigits), fraction, exponent)
    .map(([sign, whole, part, power]) => `${sign}${whole}${part === undefined ? '' : `.${part}`}${power}`);
}

/** A number that every store keeps with all its digits: 36 of them at most, and a modest exponent. */
export function keptNumber(): fc.Arbitrary<RawJSON> {
  const power = fc.option(fc.integer({ min: -60, max: 60 }), { nil: undefined });
  return fc
    .tuple(fc.constantFrom('', '-'), wholeDigits(18), fc.option(digits(18), { nil: undefined }), power)
    .map(([sign, whole, part, exponent]) => {
      const mantissa = `${sign}${whole}${part === undefined ? '' : `.${part}`}`;
      return JSON.rawJSON(exponent === undefined ? mantissa : `${mantissa}e${exponent}`);
    });
}

const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;

/** Characters up to `last`, but for halves of surrogate pairs. fast-check's own unit `binary` takes a second to be made. */
function characters(last: number): fc.Arbitrary<string> {
  return fc.nat({ max: last < FIRST_SURROGATE ? last : last - SURROGATES }).map(
    (place) => String.fromCodePoint(place < FIRST_SURROGATE ? place : place + SURROGATES),
    (text) => {
      const point = typeof text === 'string' ? (text.codePointAt(0) ?? 0) : 0;
      return point < FIRST_SURROGATE ? point : point - SURROGATES;
    },
  );
}

const character = fc.oneof(characters(0x7f), characters(0xffff), characters(0x10ffff));

/** Any text that UTF-8 can carry, control characters and all planes included. */
export function anyText(bounds: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: character, ...bounds });
}

/** A key that an object may have wherever it goes. */
export function anyKey(): fc.Arbitrary<string> {
  return fc
    .oneof(
      anyText({ minLength: 1, maxLength: 12 }),
      fc.constantFrom('a/b', 'm~n', 'Account.Name', 'constructor'),
    )
    .filter((key) => key !== '__proto__');
}

/** Any JSON value whose keys and numbers are kept everywhere. */
export function anyJson(): fc.Arbitrary<JsonValue> {
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant(null),
      fc.boolean(),
      anyText({ maxLength: 20 }),
      keptNumber(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(anyKey(), tie('value'), { maxKeys: 4 }).map(asObject),
    ),
  }));
  return value;
}

/** fast-check makes some objects without a prototype, which JSON never does. */
export function asObject(dictionary: Readonly<Record<string, JsonValue>>): JsonObject {
  return { ...dictionary };
}
