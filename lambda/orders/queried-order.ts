import type { JsonObject } from '../domain/json.ts';
import type { StoredRecord } from '../domain/record.ts';
import { fromFields, trimSalesforceId } from '../model/fields.ts';
import type { ObjectType } from '../model/object-type.ts';
import { ORDER } from '../model/order.ts';
import { ORDER_APPLIED_PROMOTION } from '../model/order-applied-promotion.ts';
import { ORDER_ITEM } from '../model/order-item.ts';
import { ORDER_ITEM_RELATIONSHIP } from '../model/order-item-relationship.ts';
import { ORDER_PRICING } from '../model/order-pricing.ts';
import type { QueriedObject } from './additional-fields.ts';
import type { DirectoryEntry } from './order-directory.ts';
import type { OrderParts } from './read-order.ts';

/**
 * The types that additional fields can be asked for. The seed names Order and OrderItem; the others are called as the
 * object types are, without spaces.
 */
export const S_OBJECT_TYPES = [
  'Order',
  'OrderItem',
  'OrderPricing',
  'OrderItemRelationship',
  'OrderAppliedPromotion',
] as const;

/** One of S_OBJECT_TYPES. */
export type SObjectType = (typeof S_OBJECT_TYPES)[number];

/** An order that has been found, with its objects in their submitted form and order. */
export interface QueriedOrder {
  readonly entry: DirectoryEntry;
  readonly objects: Readonly<Record<SObjectType, readonly QueriedObject[]>>;
}

/** Puts an order's records back into the form in which they were submitted. */
export function queriedOrder(stored: {
  entry: DirectoryEntry;
  record: StoredRecord;
  parts: OrderParts;
}): QueriedOrder {
  const order: QueriedObject = { type: ORDER, json: fromFields(ORDER, stored.record.fields) };
  const { items, pricings, relationships, promotions } = stored.parts;
  const itemObjects = items.map(({ fields }): QueriedObject => {
    return { type: ORDER_ITEM, json: fromFields(ORDER_ITEM, fields), order };
  });
  const itemById = new Map(itemObjects.map((item) => [itemKey(item.json), item]));
  const ofItem = (type: ObjectType) => (record: StoredRecord) => {
    const json = fromFields(type, record.fields);
    return { type, json, order, item: itemById.get(itemKey(json)) ?? null };
  };
  return {
    entry: stored.entry,
    objects: {
      Order: [order],
      OrderItem: itemObjects,
      OrderPricing: pricings.map(ofItem(ORDER_PRICING)),
      OrderItemRelationship: relationships.map(ofItem(ORDER_ITEM_RELATIONSHIP)),
      OrderAppliedPromotion: promotions.map(({ fields }) => ({
        type: ORDER_APPLIED_PROMOTION,
        json: fromFields(ORDER_APPLIED_PROMOTION, fields),
        order,
      })),
    },
  };
}

function itemKey({ orderItemId }: JsonObject): string {
  return typeof orderItemId === 'string' ? trimSalesforceId(orderItemId) : '';
}
