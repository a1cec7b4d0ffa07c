import { ID, KEY_TEXT, nullable, SALESFORCE_ID, TEXT } from './common-shapes.ts';
import type { ObjectType } from './object-type.ts';
import { ORDER } from './order.ts';
import { ORDER_APPLIED_PROMOTION } from './order-applied-promotion.ts';
import { ORDER_ITEM } from './order-item.ts';
import { ORDER_ITEM_RELATIONSHIP } from './order-item-relationship.ts';
import { ORDER_PRICING } from './order-pricing.ts';
import { PLAN_DEFINITION } from './plan-definition.ts';
import { PRODUCT_SPECIFICATION } from './product-specification.ts';
import type { Shape } from './shape.ts';

/** The form in which an object of this type is submitted: its fields that have a name on the interface. */
export function requestShape(objectType: ObjectType, children: Readonly<Record<string, Shape>> = {}): Shape {
  const properties: Record<string, Shape> = {};
  const required: string[] = [];
  for (const { name, shape, description, required: isRequired } of objectType.fields) {
    if (name === undefined) continue;
    properties[name] = { ...shape, description };
    if (isRequired) required.push(name);
  }
  return {
    kind: 'object',
    properties: { ...properties, ...children },
    required,
    description: objectType.description,
  };
}

/** The lists inside a submitted order, by their names on the interface, and what stands in them. */
export const ORDER_CHILDREN = {
  orderItems: ORDER_ITEM,
  orderPricings: ORDER_PRICING,
  orderItemRelationships: ORDER_ITEM_RELATIONSHIP,
  orderAppliedPromotions: ORDER_APPLIED_PROMOTION,
} as const satisfies Readonly<Record<string, ObjectType>>;

const ORDER_LISTS = Object.fromEntries(
  Object.entries(ORDER_CHILDREN).map(([name, type]): [string, Shape] => [
    name,
    { kind: 'list', of: requestShape(type) },
  ]),
);

/** Body of POST /orders, and of the answer to POST /orders/query. A list that is left out is empty. */
export const SUBMIT_ORDER_REQUEST: Shape = {
  kind: 'object',
  properties: { orders: { kind: 'list', of: requestShape(ORDER, ORDER_LISTS), minItems: 1 } },
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

/** Body of PUT /catalog/product-specifications/{id}. */
export const PRODUCT_SPECIFICATION_REQUEST: Shape = requestShape(PRODUCT_SPECIFICATION);

/** Body of PUT /catalog/plan-definitions/{id}. */
export const PLAN_DEFINITION_REQUEST: Shape = requestShape(PLAN_DEFINITION);

/** What every command that changes records answers: the changes in the order of their ticks. */
export const COMMAND_ANSWER: Shape = {
  kind: 'object',
  properties: {
    transactionId: { ...KEY_TEXT, description: 'The _transaction_id of the events of this command.' },
    changes: {
      kind: 'list',
      of: {
        kind: 'object',
        properties: {
          action: { kind: 'enum', values: ['insert', 'update', 'delete'] },
          objectType: { ...TEXT, description: 'The Object Type of the record.' },
          id: { ...ID, description: 'The id of the record.' },
          owner: { ...TEXT, description: 'The account, or catalog record, whose events are in order.' },
          tick: { kind: 'integer', minimum: 1n, description: 'The _tick of the event.' },
        },
        required: ['action', 'objectType', 'id', 'owner', 'tick'],
      },
    },
  },
  required: ['transactionId', 'changes'],
  description: 'What has been done.',
};
