import fc from 'fast-check';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
} from '../../../lambda/domain/json.ts';
import { parseJson } from '../../../lambda/domain/parse-json.ts';
import { FEED_TYPES } from '../../../lambda/model/feed/feed-type.ts';
import { feedObject, loadedObject } from '../../../lambda/model/feed/render-feed-object.ts';
import { numberTextsOf } from '../../../lambda/model/number-texts.ts';
import type { ObjectType } from '../../../lambda/model/object-type.ts';
import { validate } from '../../../lambda/model/validate.ts';
import { anyJson, anyKey } from '../../support/arbitrary-json.ts';
import { validValue } from '../../support/arbitrary-shape.ts';
import { eventOfRecord } from '../../support/event-of-record.ts';
import { SAMPLE_ACCOUNT, SAMPLE_BODY, SAMPLE_HEADER } from '../../support/feed-samples.ts';
import { plainNumber } from '../../support/plain-number.ts';
import { testObject } from '../../support/test-data.ts';

const SOURCE = { owner: '0012x000004xuvq', receivedAt: Date.UTC(2026, 10, 22) };
const rendered = (event: JsonObject) => feedObject(event, SOURCE);
const shown = (fields: JsonObject) => rendered({ 'Object Type': 'Order Item', _action: 'insert', ...fields });

describe('every type of the feed', () => {
  it('has a name of its own, and a ref of fields that it has', () => {
    const names = FEED_TYPES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, ids, objectType } of FEED_TYPES) {
      expect(name).toMatch(/^[A-Z][A-Za-z]*(?:_[A-Z][A-Za-z]*)*$/);
      const labels = objectType.fields.map(({ label }) => label);
      for (const { label } of ids) expect(labels).toContain(label);
      expect(ids.length).toBeGreaterThan(0);
    }
  });
});

describe('an event as the feed shows it', () => {
  const event = testObject('om-plus-sales-order-item.event.json');

  it('has the names of the feed, references, booleans, objects, and times with their offset', () => {
    const object = rendered({ ...event, _tick: JSON.rawJSON('29580691950') });
    expect(object).toMatchObject({
      action: 'create',
      type: 'Order_Item',
      owner: '0012x000004xuvq',
      tick: '29580691950',
      changedAt: Date.UTC(2020, 8, 20, 22, 21, 39, 982),
      header:
        '{"ref":{"type":"Order_Item","ids":{"id":77405618597879915}},"tstamp":"2020-09-20T22:21:39+00:00","tick":29580691950}',
    });
    expect(object?.body).toMatch(
      /^\{"id":77405618597879915,"created_tstamp":"2020-09-20T22:21:39\.982\+00:00","updated_tstamp":"2020-09-20T22:21:39\.982\+00:00","salesforce_id":"8022x000000x3pz","action":"Add",/,
    );
    expect(object?.body).toContain('"order":{"type":"Order","ids":{"id":77405618597879914}}');
    expect(object?.body).toContain('"condition_fields":{"field":"action__c","value":"Add"}');
    expect(object?.body).toContain('"characteristic_values":{"39667TEXT_ATTRIBUTE1":"10"}');
    expect(object?.body).toContain('"trackable":false');
    expect(object?.body).toContain('"container":null');
    expect(object?.body).not.toContain('Object Type');
  });

  it.each([
    ['insert', 'create'],
    ['update', 'update'],
    ['delete', 'delete'],
  ])('of an %s is a %s', (action, expected) => {
    expect(rendered({ ...event, _action: action })?.action).toBe(expected);
  });

  it('has no tick where another writer stamped none, and the time of its arrival where it has none of its own', () => {
    const object = shown({ id: JSON.rawJSON('7'), _tick: null });
    expect(object?.tick).toBeNull();
    expect(object?.header).toBe(
      '{"ref":{"type":"Order_Item","ids":{"id":7}},"tstamp":"2026-11-22T00:00:00+00:00","tick":null}',
    );
  });

  it.each<[string, JsonObject]>([
    ['a type that the model does not know', { ...event, 'Object Type': 'Gadget' }],
    ['no type', { ...event, 'Object Type': null }],
    ['no action', { 'Object Type': 'Order', id: JSON.rawJSON('1') }],
  ])('is none when there is %s', (_what, broken) => expect(rendered(broken)).toBeUndefined());

  it('shows what the model does not know behind all else, sorted, under keys of its own', () => {
    const object = shown({
      zeta: 'z',
      '10': null,
      State: 'In Progress',
      state: 'x',
      _private: 'y',
      alpha: '{"b":1,"a":[]}',
    });
    expect(object?.body).toBe(
      '{"state":"In Progress","10":null,"alpha":{"a":[],"b":1},"state_":"x","zeta":"z"}',
    );
  });

  it('shows a list of ids as a list of references', () => {
    const ids = ['1', '2'].map((id) => JSON.rawJSON(id));
    expect(shown({ 'Source Order Items': ids })?.body).toBe(
      '{"source_order_items":[{"type":"Order_Item","ids":{"id":1}},{"type":"Order_Item","ids":{"id":2}}]}',
    );
  });

  it('leaves texts alone that only look like objects', () => {
    expect(shown({ Name: '{"a":1}' })?.body).toBe('{"name":"{\\"a\\":1}"}');
    expect(shown({ Described: '{"a":1,"a":2}' })?.body).toBe('{"Described":"{\\"a\\":1,\\"a\\":2}"}');
  });
});

describe('a record as the feed shows it', () => {
  const key = { owner: '9', type: 'Transaction', id: '1' };
  const fields = {
    'Object Type': 'Transaction',
    id: '1',
    retailTransactionId: '1',
    subtotal: JSON.rawJSON('1325'),
  };

  it('has its numbers in the texts in which they came', () => {
    const record = { key, fields: { ...fields, _number_texts: { '/subtotal': '1325.00' } } };
    expect(loadedObject(record)).toMatchObject({
      action: 'load',
      owner: '9',
      body: '{"retail_transaction_id":"1","subtotal":1325.00}',
    });
  });

  it('has at least its id as a reference, whatever another writer left out', () => {
    const { retailTransactionId: _, ...rest } = fields;
    expect(loadedObject({ key, fields: rest })?.header).toContain('"ids":{"id":"1"}');
    expect(loadedObject({ key, fields })?.header).toContain('"ids":{"retail_transaction_id":"1"}');
  });

  it('is none when it is deleted, or of no type of the model', () => {
    expect(loadedObject({ key, fields: { ...fields, _deleted: true } })).toBeUndefined();
    expect(loadedObject({ key, fields: { ...fields, 'Object Type': 'Gadget' } })).toBeUndefined();
  });
});

describe("the seed's samples", () => {
  const key = { owner: 'Account#21119957', type: 'Account', id: '21119957' };

  it('come out of the account, stored, byte for byte but for tick and time', () => {
    const event = eventOfRecord(SAMPLE_ACCOUNT);
    for (const object of [rendered(event), loadedObject({ key, fields: SAMPLE_ACCOUNT })]) {
      expect(object?.body).toBe(SAMPLE_BODY);
      expect(object?.header).toBe(SAMPLE_HEADER.replace('19:53:30+02:00', '17:53:30+00:00'));
    }
  });

  it('have values that the model takes', () => {
    const account = FEED_TYPES.find(({ name }) => name === 'Account')?.objectType;
    const fields = account?.fields.filter(({ label }) => Object.hasOwn(SAMPLE_ACCOUNT, label)) ?? [];
    expect(fields.length).toBeGreaterThan(35);
    const wrong = fields.flatMap(({ label, shape }) => validate(shape, SAMPLE_ACCOUNT[label] ?? null));
    expect(wrong).toEqual([]);
  });

  it('come out of the supplemental fields of accounts and transactions', () => {
    const fields = testObject('aria-account-fields.json');
    const plain = parseJson(
      stringifyJson(fields).replace(/\{"type":"\w+","ids":(\{[^}]*\})\}/g, '$1'),
    ) as JsonObject;
    const account = rendered(eventOfRecord({ 'Object Type': 'Account', ...plain }));
    expect(account?.body).toBe(stringifyJson(fields));
    expect(account?.header).toContain(
      '"ids":{"account_no":21119729,"userid":"uid_1591636971086","client_account_id":"caccid_1591636971086"}',
    );
  });

  it('come out of the transaction', () => {
    const sample = testObject('aria-transaction-supp-fields.json');
    const record = {
      'Object Type': 'Account Transaction',
      Created: '2114-06-24 00:00:00.000+00',
      Modified: '2114-06-24 00:00:00.000+00',
      ...sample,
      transaction_type: JSON.rawJSON('9'),
      currency: 'usd',
      account: (sample.account as JsonObject).ids as JsonObject,
      master_plan_instance: (sample.master_plan_instance as JsonObject).ids as JsonObject,
    };
    const object = rendered(eventOfRecord(record));
    expect(object?.body).toBe(stringifyJson(sample));
    expect(object?.header).toContain('{"type":"Account_Transaction","ids":{"transaction_no":159241559}}');
  });
});

const FOREIGN = fc.dictionary(
  anyKey().filter((key) => !key.startsWith('_')),
  anyJson(),
  { maxKeys: 3 },
);

/** What a table gives back: numbers without their zeros and exponents. */
function throughDynamoDb(fields: JsonObject): JsonObject {
  return plainNumbers(fields) as JsonObject;
}

function plainNumbers(value: JsonValue): JsonValue {
  if (isJsonNumber(value)) return JSON.rawJSON(plainNumber(value.rawJSON));
  if (isJsonArray(value)) return value.map(plainNumbers);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainNumbers(item)]));
}

/** Fields of any record of a type, as commands and other writers leave them. */
function anyFields(type: ObjectType): fc.Arbitrary<JsonObject> {
  const values = type.fields.map(({ label, shape, booleanAsText }): [string, fc.Arbitrary<JsonValue>] => [
    label,
    booleanAsText ? fc.constantFrom('true', 'false', null) : validValue(shape),
  ]);
  return fc
    .tuple(FOREIGN, fc.record(Object.fromEntries(values), { requiredKeys: ['Object Type'] }))
    .map(([foreign, known]) => ({ ...foreign, ...(known as JsonObject), _tick: JSON.rawJSON('7') }));
}

/** Whatever another writer may put under the labels of a type. */
function foreignFields(type: ObjectType): fc.Arbitrary<JsonObject> {
  const labels = type.fields.map(({ label }) => label).filter((label) => label !== 'Object Type');
  const values = fc.dictionary(fc.constantFrom(...labels), anyJson(), { maxKeys: 6 });
  return values.map((fields) => ({ ...fields, 'Object Type': type.type }));
}

describe.each(FEED_TYPES.map((type) => [type.name, type] as const))(
  '%s',
  (_name, { objectType, members }) => {
    it('gives the same bytes as event and as record', () => {
      fc.assert(
        fc.property(anyFields(objectType), (fields) => {
          const stored = throughDynamoDb({ ...fields, ...numberTextsOf(fields) });
          const object = feedObject(eventOfRecord(stored), { ...SOURCE, receivedAt: 0 });
          const key = { owner: SOURCE.owner, type: objectType.type, id: '1' };
          expect({ ...loadedObject({ key, fields: stored }), action: 'create' }).toEqual(object);
          parseJson(object?.body ?? '');
          expect(object?.body).not.toMatch(/[\n\r]/);
        }),
        { numRuns: 40 },
      );
    });

    it('is JSON on one line, and the same both ways, whatever another writer has put there', () => {
      fc.assert(
        fc.property(foreignFields(objectType), (fields) => {
          const stored = throughDynamoDb(fields);
          const object = feedObject(eventOfRecord(stored), { ...SOURCE, receivedAt: 0 });
          const key = { owner: SOURCE.owner, type: objectType.type, id: '1' };
          expect({ ...loadedObject({ key, fields: stored }), action: 'create' }).toEqual(object);
          for (const line of [object?.header ?? '', object?.body ?? '']) {
            parseJson(line);
            expect(line).not.toMatch(/[\n\r]/);
          }
        }),
        { numRuns: 40 },
      );
    });

    it('has no two members of one name, and of each only letters, digits and underscores', () => {
      const names = members.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    });
  },
);
