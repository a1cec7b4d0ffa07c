import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { fromItem, type Item, toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { CUSTOMER } from '../../lambda/model/customer.ts';
import { exactJson, exactObject } from '../../lambda/model/exact-json.ts';
import { toFields } from '../../lambda/model/fields.ts';
import { withNumberTexts } from '../../lambda/model/number-texts.ts';
import { requestShape } from '../../lambda/model/request-shape.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { TRANSACTION } from '../../lambda/model/transaction.ts';
import { validate } from '../../lambda/model/validate.ts';
import { validValue } from '../support/arbitrary-shape.ts';
import { plainNumber } from '../support/plain-number.ts';
import { testObject } from '../support/test-data.ts';

const TYPES = [
  ['Customer', CUSTOMER, 'orce-customermod.body.json'],
  ['Transaction', TRANSACTION, 'orce-postrncre.body.json'],
] as const;

function payloadOf(file: string): string {
  const [message] = testObject(file).messages as readonly JsonObject[];
  return message?.payload as string;
}

/** What a DynamoDB table makes of an item: numbers without scale, maps in an order of its own. */
function throughDynamoDb(item: Item): Item {
  const entries = Object.entries(item).map(([name, value]): [string, AttributeValue] => [name, kept(value)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? 1 : -1)));
}

function kept(value: AttributeValue): AttributeValue {
  if (value.N !== undefined) return { N: plainNumber(value.N) };
  if (value.L !== undefined) return { L: value.L.map(kept) };
  return value.M === undefined ? value : { M: throughDynamoDb(value.M) };
}

const stored = (fields: JsonObject): JsonObject => fromItem(throughDynamoDb(toItem(fields)));

/** The text that was submitted with its keys in the model's order: an independent, slower way to it. */
function canonical(value: JsonValue, shape: Shape | undefined): string {
  if (isJsonArray(value)) {
    const of = shape?.kind === 'list' ? shape.of : undefined;
    return `[${value.map((item) => canonical(item, of)).join(',')}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const names = shape?.kind === 'object' ? Object.keys(shape.properties) : [];
  const rank = (key: string) => (names.includes(key) ? names.indexOf(key) : names.length);
  const keys = Object.keys(value).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const texts = keys.map((key) => {
    const inner = shape?.kind === 'object' && names.includes(key) ? shape.properties[key] : undefined;
    return `${JSON.stringify(key)}:${canonical(value[key] as JsonValue, shape?.kind === 'map' ? shape.of : inner)}`;
  });
  return `{${texts.join(',')}}`;
}

describe.each(TYPES)('a %s', (_name, type, file) => {
  const shape = requestShape(type);

  it('may be what the seed shows', () => {
    expect(validate(shape, parseJson(payloadOf(file)))).toEqual([]);
  });

  it("comes out of the table as the seed's payload, byte for byte", () => {
    const fields = toFields(type, parseJson(payloadOf(file)) as JsonObject);
    expect(exactJson(type, stored(fields))).toBe(payloadOf(file));
  });

  it('has every field and every nested field of the seed, in its order', () => {
    const inOrder = (value: JsonValue, of: Shape | undefined): void => {
      if (isJsonArray(value))
        for (const item of value) inOrder(item, of?.kind === 'list' ? of.of : undefined);
      if (!isJsonObject(value) || of?.kind !== 'object') return;
      const known = Object.keys(of.properties);
      expect(known.filter((key) => Object.hasOwn(value, key))).toEqual(Object.keys(value));
      for (const [key, item] of Object.entries(value)) inOrder(item, of.properties[key]);
    };
    inOrder(parseJson(payloadOf(file)), shape);
  });

  it('comes out of the table exactly as it was submitted, its keys in the order of the model', () => {
    fc.assert(
      fc.property(validValue(shape), (submitted) => {
        const fields = toFields(type, submitted as JsonObject);
        expect(exactJson(type, stored(fields))).toBe(canonical(submitted, shape));
      }),
      { numRuns: 300 },
    );
  });
});

describe('exactObject', () => {
  it.each(TYPES)('gives what parsing exactJson gives, of a %s', (_name, type) => {
    const values = fc.tuple(validValue(requestShape(type)), fc.dictionary(fc.string(), fc.string()));
    fc.assert(
      fc.property(values, ([submitted, strange]) => {
        const fields = stored({ ...strange, ...toFields(type, submitted as JsonObject) });
        const text = exactJson(type, fields);
        expect(JSON.stringify(exactObject(type, fields))).toBe(JSON.stringify(parseJson(text)));
      }),
    );
  });
});

describe('exactJson', () => {
  const text = '{"retailTransactionId":"1","subtotal":1325.00,"taxTotal":79.50,"total":1404.50}';
  const fields = toFields(TRANSACTION, parseJson(text) as JsonObject);

  it('gives the value that another writer has put in the place of a number', () => {
    const changed = { ...stored(fields), subtotal: JSON.rawJSON('1325.5') };
    expect(exactJson(TRANSACTION, changed)).toBe(text.replace('1325.00', '1325.5'));
  });

  it('gives fields that the model does not know behind the others, sorted, whatever they are called', () => {
    const more = { zeta: '1', '10': null, alpha: { b: true, a: [], '2': {} }, constructor: 'x' };
    expect(exactJson(TRANSACTION, { ...more, ...stored(fields) })).toBe(
      `${text.slice(0, -1)},"10":null,"alpha":{"2":{},"a":[],"b":true},"constructor":"x","zeta":"1"}`,
    );
  });

  it('leaves out what belongs to the record and to the house', () => {
    const record = {
      id: '1',
      'Object Type': 'Transaction',
      Created: '2020-09-20 22:21:39.978+00',
      Modified: '2020-09-20 22:21:39.978+00',
      _tick: JSON.rawJSON('7'),
      _owner: '2147',
      _deleted: true,
    };
    expect(exactJson(TRANSACTION, { ...record, ...stored(fields) })).toBe(text);
  });

  it.each(['1325.00}', '"', '1e', '01325', ' 1325', '1325e99999999999999999999', 7, null])(
    'is not led astray by %j as the text of a number',
    (bad) => {
      const spoilt = {
        ...stored(fields),
        _number_texts: { '/subtotal': bad as JsonValue, '/total': '1404.50' },
      };
      expect(exactJson(TRANSACTION, spoilt)).toBe(
        '{"retailTransactionId":"1","subtotal":1325,"taxTotal":79.5,"total":1404.50}',
      );
    },
  );

  it('does without texts that another writer has replaced by something else', () => {
    expect(exactJson(TRANSACTION, { ...stored(fields), _number_texts: 'x' })).toContain('"subtotal":1325,');
  });
});

describe('an update', () => {
  it('keeps the texts of the numbers that it does not touch, and drops those that it replaces', () => {
    const text = (json: string) => toFields(TRANSACTION, parseJson(json) as JsonObject);
    const before = stored(text('{"subtotal":1325.00,"taxTotal":79.50,"total":1404.50}'));
    const update = text('{"taxTotal":79.5,"total":1404.500}');
    const after = { ...before, ...stored(withNumberTexts(before, update)) };
    expect(exactJson(TRANSACTION, after)).toBe('{"subtotal":1325.00,"taxTotal":79.5,"total":1404.500}');
  });

  it('needs no texts where there are none', () => {
    expect(withNumberTexts({ customerID: '1' }, { source: 'x' })).toEqual({ source: 'x' });
  });
});
