import fc from 'fast-check';
import { isJsonArray, isJsonObject, type JsonValue } from '../../lambda/domain/json.ts';

type Step = string | number;

const junk: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(
  null,
  true,
  '',
  'Add',
  'true',
  'x'.repeat(256),
  '2026-02-28',
  '2026-13-01',
  '2026-02-28T12:00:00.000+0000',
  '8014R000000AQGr',
  '8014R000000AQGrQAO',
  '8014R000000AQGrQ',
  JSON.rawJSON('0'),
  JSON.rawJSON('-1'),
  JSON.rawJSON('1.5'),
  JSON.rawJSON('77405618597879914'),
  [],
  ['8014R000000AQGr'],
  {},
  { '': 'nameless' },
  { a: { b: [null] } },
);

/** The document with one to three things in it replaced, removed or added. It may still be valid by chance. */
export function broken(document: JsonValue): fc.Arbitrary<JsonValue> {
  const change = fc.record({
    place: fc.nat(),
    what: fc.constantFrom('replace' as const, 'remove' as const, 'add' as const),
    junk,
  });
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((before, { place, ...how }) => changed(before, place, how), document));
}

interface How {
  readonly what: 'replace' | 'remove' | 'add';
  readonly junk: JsonValue;
}

function changed(document: JsonValue, place: number, how: How): JsonValue {
  const all = [...places(document)];
  return at(document, all[place % all.length] ?? [], how);
}

function* places(value: JsonValue, path: readonly Step[] = []): Generator<readonly Step[]> {
  yield path;
  if (isJsonArray(value)) for (const [index, item] of value.entries()) yield* places(item, [...path, index]);
  if (isJsonObject(value))
    for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key]);
}

function at(value: JsonValue, [step, ...rest]: readonly Step[], how: How): JsonValue {
  if (step === undefined) return how.what === 'add' ? withMore(value, how.junk) : how.junk;
  if (isJsonArray(value)) {
    const inner = value[Number(step)] ?? null;
    const items = how.what === 'remove' && rest.length === 0 ? [] : [at(inner, rest, how)];
    return value.toSpliced(Number(step), 1, ...items);
  }
  if (!isJsonObject(value)) return value;
  const { [step]: inner = null, ...others } = value;
  return how.what === 'remove' && rest.length === 0 ? others : { ...others, [step]: at(inner, rest, how) };
}

function withMore(value: JsonValue, more: JsonValue): JsonValue {
  if (isJsonArray(value)) return [...value, more];
  return isJsonObject(value) ? { ...value, surplus: more } : more;
}
