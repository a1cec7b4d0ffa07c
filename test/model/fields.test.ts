import fc from 'fast-check';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../lambda/domain/json.ts';
import { sameNumber } from '../../lambda/domain/number.ts';
import { fromFields, toFields } from '../../lambda/model/fields.ts';
import { OBJECT_MODEL } from '../../lambda/model/object-model.ts';
import type { ObjectType } from '../../lambda/model/object-type.ts';
import { ORDER } from '../../lambda/model/order.ts';
import { ORDER_ITEM } from '../../lambda/model/order-item.ts';
import { ORDER_CHILDREN } from '../../lambda/model/order-requests.ts';
import { requestShape } from '../../lambda/model/request-shape.ts';
import { validValue } from '../support/arbitrary-shape.ts';
import { testObject } from '../support/test-data.ts';

const [order] = testObject('submit-order-request.json').orders as readonly JsonObject[];

function itemsOf(list: string): readonly JsonObject[] {
  return (order?.[list] ?? []) as readonly JsonObject[];
}

/** What a request should come back as: ids that the seed trims have 15 characters. */
function trimmed(type: ObjectType, request: JsonObject): JsonObject {
  const names = type.fields.filter((field) => field.trimmed).map((field) => field.name);
  return Object.fromEntries(
    Object.entries(request).map(([name, value]) => [
      name,
      names.includes(name) && typeof value === 'string' ? value.slice(0, 15) : value,
    ]),
  );
}

/** Equal, keys in any order, numbers by value. */
function same(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (isJsonNumber(left) && isJsonNumber(right)) return sameNumber(left.rawJSON, right.rawJSON);
  if (isJsonArray(left) && isJsonArray(right))
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  if (isJsonObject(left) && isJsonObject(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]))
    );
  }
  return left === right;
}

describe('toFields', () => {
  it('puts the sample order under its labels, its Salesforce ids trimmed', () => {
    const { orderItems: _i, orderPricings: _p, orderItemRelationships: _r, ...own } = order ?? {};
    expect(toFields(ORDER, own)).toEqual({
      'Supplemental Action': null,
      'Superseded Order Id': null,
      'Order Status': 'Ready To Submit',
      'Order Reference Number': null,
      'Salesforce Id': '8014R000000AQGr',
      'Is Active Order Version': 'false',
      'Fulfilment Status': null,
      'First Version Order Identifier': null,
      Fields: { 'Account.Name': 'OdinCustomer' },
      'Account Name': 'OdinCustomer',
      'Account Id': '0014R00002gbHwT',
      _id_suffixes: { 'Salesforce Id': 'QAO', 'Account Id': 'QAU' },
    });
  });

  it('leaves an absent field out, and an id of 15 characters without a suffix', () => {
    expect(toFields(ORDER_ITEM, { orderItemId: '8024R000000p73q' })).toEqual({
      'Salesforce Id': '8024R000000p73q',
    });
  });

  it('keeps no suffix of an id that the seed trims', () => {
    expect(toFields(ORDER, { supersededOrderId: '8014R000000AQGrQAO' })).toEqual({
      'Superseded Order Id': '8014R000000AQGr',
    });
  });

  it('takes nothing from the prototype of a request', () => {
    expect(toFields(ORDER, Object.create({ orderStatus: 'inherited' }))).toEqual({});
  });
});

describe('fromFields', () => {
  it('gives back the sample with all that is in it', () => {
    for (const [list, type] of Object.entries(ORDER_CHILDREN))
      for (const item of itemsOf(list)) expect(fromFields(type, toFields(type, item))).toEqual(item);
    const own = Object.fromEntries(Object.entries(order ?? {}).filter(([name]) => !(name in ORDER_CHILDREN)));
    expect(fromFields(ORDER, toFields(ORDER, order ?? {}))).toEqual(own);
  });

  it('leaves computed fields out', () => {
    expect(fromFields(ORDER, { Name: '00001237', State: 'In Progress', 'Order Name': 'Mine' })).toEqual({
      name: 'Mine',
    });
  });

  it.each(OBJECT_MODEL.map((type) => [type.type, type] as const))(
    'gives back what toFields took, for any valid %s',
    (_name, type) => {
      fc.assert(
        fc.property(validValue(requestShape(type)), (value) => {
          const request = value as JsonObject;
          expect(same(fromFields(type, toFields(type, request)), trimmed(type, request))).toBe(true);
        }),
      );
    },
  );
});
