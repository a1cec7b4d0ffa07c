import { COMMAND_ANSWER_PROPERTIES } from './command-answer.ts';
import { ID, KEY_TEXT, nullable, SALESFORCE_ID } from './field-shapes.ts';
import type { ObjectType } from './object-type.ts';
import { ORDER } from './order.ts';
import { ORDER_APPLIED_PROMOTION } from './order-applied-promotion.ts';
import { ORDER_ITEM } from './order-item.ts';
import { ORDER_ITEM_RELATIONSHIP } from './order-item-relationship.ts';
import { ORDER_PRICING } from './order-pricing.ts';
import { ORDER_STATE } from './order-state.ts';
import { requestShape } from './request-shape.ts';
import type { Shape } from './shape.ts';

/** The lists inside a submitted order, by their names on the interface, and what stands in them. */
export const ORDER_CHILDREN = {
  orderItems: ORDER_ITEM,
  orderPricings: ORDER_PRICING,
  orderItemRelationships: ORDER_ITEM_RELATIONSHIP,
  orderAppliedPromotions: ORDER_APPLIED_PROMOTION,
} as const satisfies Readonly<Record<string, ObjectType>>;

/** An item of a submitted order. */
export const ORDER_ITEM_REQUEST = requestShape(ORDER_ITEM);
/** A pricing of a submitted order. */
export const ORDER_PRICING_REQUEST = requestShape(ORDER_PRICING);
/** A relationship of two items of a submitted order. */
export const ORDER_ITEM_RELATIONSHIP_REQUEST = requestShape(ORDER_ITEM_RELATIONSHIP);
/** A promotion of a submitted order. */
export const ORDER_APPLIED_PROMOTION_REQUEST = requestShape(ORDER_APPLIED_PROMOTION);

/** A submitted order with its lists. */
export const ORDER_REQUEST: Shape = requestShape(ORDER, {
  orderItems: { kind: 'list', of: ORDER_ITEM_REQUEST },
  orderPricings: { kind: 'list', of: ORDER_PRICING_REQUEST },
  orderItemRelationships: { kind: 'list', of: ORDER_ITEM_RELATIONSHIP_REQUEST },
  orderAppliedPromotions: { kind: 'list', of: ORDER_APPLIED_PROMOTION_REQUEST },
} satisfies Record<keyof typeof ORDER_CHILDREN, Shape>);

/** Body of POST /orders, and of the answer to POST /orders/query. A list that is left out is empty. */
export const SUBMIT_ORDER_REQUEST: Shape = {
  kind: 'object',
  properties: { orders: { kind: 'list', of: ORDER_REQUEST, minItems: 1 } },
  required: ['orders'],
  description: 'Orders to be submitted, all of them or none.',
};

/** Body of POST /orders/query: the arguments of the seed's queryOrders. */
export const QUERY_ORDERS_REQUEST: Shape = {
  kind: 'object',
  properties: {
    orderIdList: {
      kind: 'list',
      of: SALESFORCE_ID,
      minItems: 1,
      maxItems: 100,
      description: 'Salesforce ids of the orders wanted, of 15 or 18 characters.',
    },
    sObjTypeToAdditionalFieldsMap: nullable({
      kind: 'map',
      of: { kind: 'list', of: KEY_TEXT, maxItems: 100 },
      description:
        'For Order and OrderItem, the additional fields to put into fields: paths such as Account.Name.',
    }),
  },
  required: ['orderIdList'],
  description: 'Orders to be looked up.',
};

/** What POST /orders answers. */
export const SUBMIT_ORDER_ANSWER: Shape = {
  kind: 'object',
  properties: {
    ...COMMAND_ANSWER_PROPERTIES,
    orders: {
      kind: 'list',
      of: {
        kind: 'object',
        properties: {
          orderId: { ...SALESFORCE_ID, description: 'The first 15 characters of the Salesforce id.' },
          id: { ...ID, description: 'The id of the record, as in events.' },
          state: ORDER_STATE,
        },
        required: ['orderId', 'id', 'state'],
      },
      description: 'The orders of the request, in its order.',
    },
  },
  required: ['transactionId', 'orders', 'changes'],
  description: 'What has been done.',
};
