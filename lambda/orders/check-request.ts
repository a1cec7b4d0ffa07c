import type { FieldError } from '../domain/app-error.ts';
import { childPointer } from '../domain/json.ts';
import { keyOf, type SubmittedOrder, type SubmittedPart, textOf } from './submitted-order.ts';

const SUPPLEMENTAL_ACTIONS = ['Amend', 'Cancel'];

/** What is wrong within the request itself, whatever is stored: ids twice, references to what is not in the order. */
export function checkRequest(orders: readonly SubmittedOrder[]): readonly FieldError[] {
  return [
    ...duplicates(orders, { member: 'orderId', of: (order) => order.orderId, within: 'this request' }),
    ...orders.flatMap(checkOrder),
  ];
}

function checkOrder(order: SubmittedOrder): readonly FieldError[] {
  const items = new Set(order.items.map((item) => keyOf(item, 'orderItemId')));
  const itemReference = (part: SubmittedPart, member: string): FieldError[] => {
    const key = keyOf(part, member);
    if (key === null || items.has(key)) return [];
    return [
      error(part, member, `${textOf(part, member)} is no item of this order; name one of its orderItems`),
    ];
  };
  const orderReference = (part: SubmittedPart): FieldError[] => {
    const key = keyOf(part, 'orderId');
    if (key === null || key === order.orderId) return [];
    const own = textOf(order, 'orderId');
    return [
      error(part, 'orderId', `${textOf(part, 'orderId')} is not the order it stands in, which is ${own}`),
    ];
  };
  return [
    ...supplementalPair(order),
    ...duplicates(order.items, {
      member: 'orderItemId',
      of: (item) => keyOf(item, 'orderItemId'),
      within: 'this order',
    }),
    ...duplicates(order.items, {
      member: 'lineNumber',
      of: (item) => textOf(item, 'lineNumber'),
      within: 'this order',
    }),
    ...order.items.flatMap(orderReference),
    ...order.pricings.flatMap((pricing) => itemReference(pricing, 'orderItemId')),
    ...order.relationships.flatMap((relationship) => [
      ...orderReference(relationship),
      ...itemReference(relationship, 'orderItemId'),
      ...itemReference(relationship, 'relatedOrderItemId'),
    ]),
  ];
}

/** An order that supersedes another says how, and only such an order does. */
function supplementalPair(order: SubmittedOrder): FieldError[] {
  const action = textOf(order, 'supplementalAction');
  const superseded = textOf(order, 'supersededOrderId');
  if (superseded === null && action === null) return [];
  if (superseded === null) {
    return [
      error(
        order,
        'supersededOrderId',
        `missing: with supplementalAction ${action}, name the order it is for`,
      ),
    ];
  }
  if (action !== null && SUPPLEMENTAL_ACTIONS.includes(action)) return [];
  const came = action === null ? 'missing' : `came as ${JSON.stringify(action)}`;
  return [
    error(
      order,
      'supplementalAction',
      `${came}: an order that supersedes another needs Amend or Cancel here`,
    ),
  ];
}

function duplicates<Part extends SubmittedPart>(
  parts: readonly Part[],
  rule: { member: string; of: (part: Part) => string | null; within: string },
): FieldError[] {
  const first = new Map<string, string>();
  return parts.flatMap((part) => {
    const key = rule.of(part);
    const before = key === null ? undefined : first.get(key);
    if (before !== undefined) {
      const value = textOf(part, rule.member);
      return [error(part, rule.member, `${value} stands twice in ${rule.within}: it is also at ${before}`)];
    }
    if (key !== null) first.set(key, childPointer(part.pointer, rule.member));
    return [];
  });
}

function error(part: SubmittedPart, member: string, detail: string): FieldError {
  return { pointer: childPointer(part.pointer, member), detail };
}
