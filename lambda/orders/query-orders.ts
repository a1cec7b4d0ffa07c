import type { FieldError } from '../domain/app-error.ts';
import { childPointer, isJsonArray, isJsonObject, type JsonObject, stringifyJson } from '../domain/json.ts';
import { trimSalesforceId } from '../model/fields.ts';
import type { ORDER_CHILDREN } from '../model/order-requests.ts';
import { additionalField, knownPaths, type QueriedObject } from './additional-fields.ts';
import { MAX_ANSWER_BYTES, MAX_RECORDS_PER_QUERY } from './contract.ts';
import { type FoundOrder, findOrders, readFoundOrders } from './find-orders.ts';
import type { OrderReader } from './ports.ts';
import { type QueriedOrder, queriedOrder, S_OBJECT_TYPES, type SObjectType } from './queried-order.ts';
import { refuse } from './refuse.ts';

const CANNOT = 'the query cannot be answered';

/** The paths asked for of each type. */
type AdditionalFields = ReadonlyMap<SObjectType, readonly string[]>;

/**
 * Answers a valid query with the orders as they were submitted, each once and in the order in which they are asked for,
 * with the additional fields. Throws AppError RULE_VIOLATED for every order, type and path that is not known.
 */
export async function queryOrders(reader: OrderReader, request: JsonObject): Promise<JsonObject> {
  const { additional, errors } = askedFields(request);
  const asked = orderIds(request);
  const found = await findOrders(
    reader,
    asked.map(({ orderId }) => orderId),
  );
  errors.push(...unknownOrders(asked, found));
  refuse(CANNOT, errors);
  refuseTooMuch(found);
  const orders = (await readFoundOrders(reader, found)).map(queriedOrder);
  errors.push(...unknownPaths(orders, additional));
  refuse(CANNOT, errors);
  const answer = { orders: orders.map((order) => answerOrder(order, additional)) };
  const bytes = Buffer.byteLength(stringifyJson(answer));
  refuse(
    CANNOT,
    bytes > MAX_ANSWER_BYTES ? [tooMuch(`the answer has ${bytes} bytes, more than ${MAX_ANSWER_BYTES}`)] : [],
  );
  return answer;
}

interface AskedOrder {
  readonly orderId: string;
  readonly sent: string;
  readonly pointer: string;
}

/** Each order once, at its first place. */
function orderIds(request: JsonObject): readonly AskedOrder[] {
  const list = isJsonArray(request.orderIdList) ? request.orderIdList : [];
  const asked = new Map<string, AskedOrder>();
  for (const [place, sent] of list.entries()) {
    const orderId = typeof sent === 'string' ? trimSalesforceId(sent) : '';
    if (asked.has(orderId)) continue;
    asked.set(orderId, { orderId, sent: String(sent), pointer: childPointer('/orderIdList', place) });
  }
  return [...asked.values()];
}

function askedFields(request: JsonObject): { additional: AdditionalFields; errors: FieldError[] } {
  const map = request.sObjTypeToAdditionalFieldsMap;
  const additional = new Map<SObjectType, readonly string[]>();
  const errors: FieldError[] = [];
  for (const [type, paths] of Object.entries(isJsonObject(map) ? map : {})) {
    const known = S_OBJECT_TYPES.find((name) => name === type);
    if (known === undefined) {
      const detail = `is no type of object; known are ${S_OBJECT_TYPES.join(', ')}`;
      errors.push({ pointer: childPointer('/sObjTypeToAdditionalFieldsMap', type), detail });
    } else if (isJsonArray(paths)) {
      additional.set(
        known,
        paths.filter((path) => typeof path === 'string'),
      );
    }
  }
  return { additional, errors };
}

function unknownOrders(asked: readonly AskedOrder[], found: readonly FoundOrder[]): FieldError[] {
  const known = new Set(found.map(({ entry }) => entry.orderId));
  return asked
    .filter(({ orderId }) => !known.has(orderId))
    .map(({ sent, pointer }) => ({
      pointer,
      detail: `order ${sent} is not known; submit it by POST /orders`,
    }));
}

/** A path is unknown when none of the objects that it is asked of knows it. */
function unknownPaths(orders: readonly QueriedOrder[], additional: AdditionalFields): FieldError[] {
  return [...additional].flatMap(([type, paths]) => {
    const objects = orders.flatMap((order) => order.objects[type]);
    const unknown = [...paths.entries()].filter(
      ([, path]) =>
        objects.length > 0 && objects.every((object) => additionalField(object, path) === undefined),
    );
    const pointer = childPointer('/sObjTypeToAdditionalFieldsMap', type);
    return unknown.map(([place, path]) => ({
      pointer: childPointer(pointer, place),
      detail: `${type} has no field ${JSON.stringify(path)}; known are ${knownPaths(objects).join(', ')}`,
    }));
  });
}

function answerOrder(order: QueriedOrder, additional: AdditionalFields): JsonObject {
  const withFields = (type: SObjectType) => (object: QueriedObject) =>
    withAdditional(object, additional.get(type) ?? []);
  const { objects } = order;
  const lists = {
    orderItems: objects.OrderItem.map(withFields('OrderItem')),
    orderPricings: objects.OrderPricing.map(withFields('OrderPricing')),
    orderItemRelationships: objects.OrderItemRelationship.map(withFields('OrderItemRelationship')),
    orderAppliedPromotions: objects.OrderAppliedPromotion.map(withFields('OrderAppliedPromotion')),
  } satisfies Record<keyof typeof ORDER_CHILDREN, readonly JsonObject[]>;
  const submitted = Object.entries(lists).filter(([list]) => order.entry.lists.includes(list));
  return { ...objects.Order.map(withFields('Order'))[0], ...Object.fromEntries(submitted) };
}

function withAdditional(object: QueriedObject, paths: readonly string[]): JsonObject {
  if (paths.length === 0) return object.json;
  const asked = paths.map((path) => [path, additionalField(object, path) ?? null] as const);
  const submitted = isJsonObject(object.json.fields) ? object.json.fields : {};
  return { ...object.json, fields: { ...submitted, ...Object.fromEntries(asked) } };
}

function refuseTooMuch(orders: readonly FoundOrder[]): void {
  const runs = orders.flatMap(({ entry }) => entry.runs.filter(({ part }) => part !== 'downstream'));
  const count = runs.reduce((sum, run) => sum + run.count, orders.length);
  if (count > MAX_RECORDS_PER_QUERY) {
    refuse(CANNOT, [
      tooMuch(`these orders have ${count} records, more than the ${MAX_RECORDS_PER_QUERY} of one answer`),
    ]);
  }
}

function tooMuch(why: string): FieldError {
  return { pointer: '/orderIdList', detail: `${why}; ask for fewer orders at a time` };
}
