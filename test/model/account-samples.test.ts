import fc from 'fast-check';
import { fromItem, toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { ACCOUNT } from '../../lambda/model/account.ts';
import { ACCOUNT_TRANSACTION } from '../../lambda/model/account-transaction.ts';
import { CONTACT } from '../../lambda/model/contact.ts';
import { CURRENCIES } from '../../lambda/model/currencies.ts';
import { exactJson } from '../../lambda/model/exact-json.ts';
import { toFields } from '../../lambda/model/fields.ts';
import type { ObjectType } from '../../lambda/model/object-type.ts';
import { PLAN_INSTANCE } from '../../lambda/model/plan-instance.ts';
import { requestShape } from '../../lambda/model/request-shape.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { validate } from '../../lambda/model/validate.ts';
import { validValue } from '../support/arbitrary-shape.ts';
import { canonical } from '../support/canonical-item.ts';
import { testObject, testText } from '../support/test-data.ts';

const ACCOUNT_SAMPLE = testText('aria-account-create.sse').split('\ndata:')[1]?.split('\n')[0] ?? '';

function objectOf(text: string): JsonObject {
  const value = parseJson(text);
  if (!isJsonObject(value)) throw new TypeError('not an object');
  return value;
}

const SAMPLES: readonly (readonly [string, ObjectType, JsonObject])[] = [
  ['aria-account-create.sse', ACCOUNT, objectOf(ACCOUNT_SAMPLE)],
  ['aria-account-fields.json', ACCOUNT, testObject('aria-account-fields.json')],
  ['aria-transaction-supp-fields.json', ACCOUNT_TRANSACTION, testObject('aria-transaction-supp-fields.json')],
];

const shapeOf = (type: ObjectType): Shape => ({ ...requestShape(type), required: [] }) as Shape;

/** The plain values that stand behind the references of a feed object. Fails where a reference is not of the model's type. */
function withoutReferences(value: JsonValue, shape: Shape): JsonValue {
  if (value === null) return null;
  const { reference } = shape;
  if (reference !== undefined) {
    if (!isJsonObject(value) || !isJsonObject(value.ids)) throw new TypeError('no reference');
    expect(value.type).toBe(reference.type);
    for (const name of Object.keys(value.ids)) expect(reference.ids).toContain(name);
    return shape.kind === 'object' ? value.ids : (Object.values(value.ids)[0] ?? null);
  }
  if (isJsonArray(value) && shape.kind === 'list')
    return value.map((item) => withoutReferences(item, shape.of));
  if (!isJsonObject(value) || shape.kind !== 'object') return value;
  const members = Object.entries(value).map(([name, item]): [string, JsonValue] => {
    const inner = shape.properties[name];
    if (inner === undefined) throw new TypeError(`${name} is not in the model`);
    return [name, withoutReferences(item, inner)];
  });
  return Object.fromEntries(members);
}

/** The other way, as the feed shows it. */
function withReferences(value: JsonValue, shape: Shape): JsonValue {
  if (value === null) return null;
  const { reference } = shape;
  if (reference !== undefined) {
    const ids = reference.ids.flatMap((name): [string, JsonValue][] => {
      const id = isJsonObject(value) ? value[name] : value;
      return id === undefined || id === null ? [] : [[name, id]];
    });
    return { type: reference.type, ids: Object.fromEntries(ids) };
  }
  if (isJsonArray(value) && shape.kind === 'list') return value.map((item) => withReferences(item, shape.of));
  if (!isJsonObject(value) || shape.kind !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      withReferences(item, shape.properties[name] ?? { kind: 'any' }),
    ]),
  );
}

describe.each(SAMPLES)('%s', (_file, type, sample) => {
  const shape = shapeOf(type);
  const plain = withoutReferences(sample, shape) as JsonObject;

  it('has only fields of the model, in its order', () => {
    const names = type.fields.flatMap(({ name }) => name ?? []);
    expect(Object.keys(sample)).toEqual(names.filter((name) => Object.hasOwn(sample, name)));
  });

  it('is valid, behind its references', () => {
    expect(validate(shape, plain)).toEqual([]);
  });

  it('comes back byte for byte once it has been stored', () => {
    const stored = objectOf(exactJson(type, toFields(type, plain)));
    expect(JSON.stringify(withReferences(stored, shape))).toBe(JSON.stringify(sample));
  });
});

it('the sample of an account has every field of the model', () => {
  expect(ACCOUNT.fields.flatMap(({ name }) => name ?? [])).toEqual(Object.keys(objectOf(ACCOUNT_SAMPLE)));
});

it('the sample of a transaction has every field of the model', () => {
  const sample = testObject('aria-transaction-supp-fields.json');
  expect(ACCOUNT_TRANSACTION.fields.flatMap(({ name }) => name ?? [])).toEqual(Object.keys(sample));
});

it('currencies are codes of ISO 4217, each once, in order', () => {
  const known = new Set([...Intl.supportedValuesOf('currency'), 'VED', 'XCG', 'ZWG']);
  expect(CURRENCIES.filter((code) => !known.has(code.toUpperCase()))).toEqual([]);
  expect(CURRENCIES).toEqual([...new Set(CURRENCIES)].sort());
  expect(CURRENCIES).toEqual(expect.arrayContaining(['usd', 'eur', 'jpy']));
});

describe('a code', () => {
  const STATUS = shapeOf(ACCOUNT);
  const errorsOf = (status: string) => validate(STATUS, parseJson(`{"status":${status}}`));

  it.each(['1', '32', '-1', '0'])('takes %s', (status) => expect(errorsOf(status)).toEqual([]));

  it.each(['2', '1.0', '1e0', '-0'])('refuses %s', (status) => {
    expect(errorsOf(status)).toEqual([
      {
        pointer: '/status',
        detail: `expected one of 1 (active), 32 (pending activation), -1 (suspended), 0 (inactive), got ${status}`,
      },
    ]);
  });

  it('says that it has no quotes', () => {
    expect(errorsOf('"1"')[0]?.detail).toMatch(/got a text; write it without quotes$/);
  });
});

describe.each([ACCOUNT, CONTACT, PLAN_INSTANCE, ACCOUNT_TRANSACTION])('$type', (type) => {
  const shape = shapeOf(type);

  it('comes back from DynamoDB as it was put, digit for digit', () => {
    fc.assert(
      fc.property(validValue(shape), (submitted) => {
        const stored = fromItem(canonical(toItem(toFields(type, submitted as JsonObject))));
        const names = type.fields.flatMap(({ name }) => name ?? []);
        const inOrder = names.flatMap((name) => {
          const value = (submitted as JsonObject)[name];
          return value === undefined ? [] : [[name, value] as const];
        });
        expect(sorted(parseJson(exactJson(type, stored)))).toBe(sorted(Object.fromEntries(inOrder)));
      }),
    );
  });

  it('refers in the feed by ids that it has', () => {
    const names = type.fields.flatMap(({ name }) => name ?? []);
    expect(names).toEqual(expect.arrayContaining([...(type.ref?.ids ?? [])]));
  });
});

/** JSON text with keys sorted inside the fields, whose order the table does not keep. */
function sorted(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(sorted).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${sorted(item)}`).join()}}`;
}
