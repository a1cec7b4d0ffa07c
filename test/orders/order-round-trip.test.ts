import fc from 'fast-check';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../lambda/domain/json.ts';
import { sameNumber } from '../../lambda/domain/number.ts';
import { SUBMIT_ORDER_REQUEST } from '../../lambda/model/order-requests.ts';
import { validValue } from '../support/arbitrary-shape.ts';
import { jsonOf, OrderDesk } from '../support/order-desk.ts';

const id18 = (prefix: string, number: number) => `${prefix}${String(number).padStart(12, '0')}QAO`;
const listOf = (value: JsonValue | undefined) => (isJsonArray(value) ? value.filter(isJsonObject) : []);

/** Makes generated orders that break no rule of those that are submitted for the first time. */
function lawful(request: JsonObject): JsonObject {
  return { orders: listOf(request.orders).map(lawfulOrder) };
}

function lawfulOrder(order: JsonObject, place: number): JsonObject {
  const orderId = id18('801', place);
  const items = listOf(order.orderItems);
  const anItem = items.length === 0 ? null : id18(`802`, place * 100);
  const own = (part: JsonObject) => (Object.hasOwn(part, 'orderId') ? { ...part, orderId } : part);
  const lists = {
    orderItems: items.map((item, number) =>
      lawfulItem(own(item), { number, id: id18('802', place * 100 + number) }),
    ),
    orderPricings: listOf(order.orderPricings).map((pricing) => ({ ...pricing, orderItemId: anItem })),
    orderItemRelationships: (anItem === null ? [] : listOf(order.orderItemRelationships)).map(
      (relationship) => ({
        ...own(relationship),
        orderItemId: anItem,
        relatedOrderItemId: anItem,
      }),
    ),
  };
  const present = Object.entries(lists).filter(([name]) => Object.hasOwn(order, name));
  return {
    ...order,
    ...Object.fromEntries(present),
    orderId,
    supplementalAction: null,
    supersededOrderId: null,
    firstVersionOrderId: null,
  };
}

function lawfulItem(item: JsonObject, { number, id }: { number: number; id: string }): JsonObject {
  return {
    ...item,
    orderItemId: id,
    lineNumber: String(number),
    specifiedBy: {},
    supersededOrderItemId: null,
    previousSupplementalAction: null,
    isFreshCancellation: item.supplementalAction === 'Cancel',
  };
}

/** Promotions keep 15 characters of some ids, by the seed. */
const TRIMMED = ['accountDiscountId', 'billingAccountId', 'assetId'];

function trimmed(request: JsonObject): JsonObject {
  const orders = listOf(request.orders).map((order) =>
    Object.hasOwn(order, 'orderAppliedPromotions')
      ? {
          ...order,
          orderAppliedPromotions: listOf(order.orderAppliedPromotions).map((promotion) =>
            Object.fromEntries(
              Object.entries(promotion).map(([name, value]) => [
                name,
                TRIMMED.includes(name) && typeof value === 'string' ? value.slice(0, 15) : value,
              ]),
            ),
          ),
        }
      : order,
  );
  return { orders };
}

/** Numbers are the same by value, keys in any order. */
function same(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (isJsonNumber(left) && isJsonNumber(right)) return sameNumber(left.rawJSON, right.rawJSON);
  if (isJsonArray(left) && isJsonArray(right)) {
    return left.length === right.length && left.every((value, place) => same(value, right[place]));
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const keys = Object.keys(left);
    return keys.length === Object.keys(right).length && keys.every((key) => same(left[key], right[key]));
  }
  return left === right;
}

it('answers whatever orders were submitted exactly as they were, absent members and all', async () => {
  const requests = validValue(SUBMIT_ORDER_REQUEST).map((request) =>
    lawful(isJsonObject(request) ? request : {}),
  );
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const desk = new OrderDesk();
      await desk.submitJson(request);
      const answer = await desk.query(
        jsonOf({ orderIdList: listOf(request.orders).map(({ orderId }) => orderId) }),
      );
      return same(answer, trimmed(request));
    }),
    { numRuns: 200 },
  );
});
