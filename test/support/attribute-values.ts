import * as fc from 'fast-check';
import type { JsonValue } from '../../lambda/domain/json.ts';
import type { AttributeValue, Image } from '../../lambda/event-publisher/contract.ts';

/** A JSON value as an attribute, the way a writer stores it: numbers as N with their digits. */
export function attributeOf(value: JsonValue): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (JSON.isRawJSON(value)) return { N: value.rawJSON };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  return { M: imageOf(value as Readonly<Record<string, JsonValue>>) };
}

/** A JSON object as an item. */
export function imageOf(fields: Readonly<Record<string, JsonValue>>): Image {
  return Object.fromEntries(Object.entries(fields).map(([label, value]) => [label, attributeOf(value)]));
}

/** Texts of any UTF-16 units: half surrogate pairs, control characters, quotes, U+2028. */
export const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom('"', '\\', '\n', '\u0000', '\u001f', '\u007f', '\u2028', 'é', '😀', '\ud800', 'a', ' '),
      {
        maxLength: 70,
      },
    )
    .map((pieces) => pieces.join('')),
);

/** Numbers of up to 38 digits as DynamoDB writes them. */
export const anyNumber = fc.oneof(
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(String),
  fc.constantFrom(
    '0',
    '-0.5',
    '20.00',
    '77405618597879914',
    '4412964684870431366',
    '1E+125',
    '-9.9e-130',
    '0.1',
  ),
  fc.integer({ min: 0, max: 99 }).map(String),
);

const anyKey = fc.oneof(
  anyText,
  fc.constantFrom('__proto__', 'constructor', 'toString', '1', 'S', 'Account Id'),
);
const base64 = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64'));

/** An object with exactly these own keys, `__proto__` among them, as JSON.parse makes it. */
function objectOf<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  const object: Record<string, Value> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

const values = fc.letrec<{ value: AttributeValue; image: Image }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyText.map((S) => ({ S })),
    anyNumber.map((N) => ({ N })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    base64.map((B) => ({ B })),
    fc.array(anyText, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    fc.array(anyNumber, { minLength: 1, maxLength: 3 }).map((NS) => ({ NS })),
    fc.array(base64, { minLength: 1, maxLength: 3 }).map((BS) => ({ BS })),
    fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L })),
    tie('image').map((M) => ({ M })),
  ),
  image: fc.array(fc.tuple(anyKey, tie('value')), { maxLength: 6 }).map(objectOf),
}));

/** Any item of DynamoDB, with every type of attribute at every depth. */
export const anyImage: fc.Arbitrary<Image> = values.image;
