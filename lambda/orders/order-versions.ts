import type { FieldError } from '../domain/app-error.ts';
import { childPointer } from '../domain/json.ts';
import { trimSalesforceId } from '../model/fields.ts';
import { keyOf, type SubmittedOrder, type SubmittedPart, textOf } from './submitted-order.ts';

/** The only state in which an order can be sent again or superseded. */
export const IN_PROGRESS = 'In Progress';
/** The state of an order that another one has taken the place of. */
export const SUPERSEDED = 'Superseded';

/** What later orders must know of an order that stands. */
export interface OrderVersion {
  readonly owner: string;
  /** Null when its record has gone. */
  readonly state: string | null;
  /** Salesforce ids, 15 characters: of the original order, and of the one it took the place of. */
  readonly firstVersion: string;
  readonly superseded: string | null;
  /** Supplemental action by the item's Salesforce id, 15 characters. Only for orders whose items are named. */
  readonly items: ReadonlyMap<string, string | null>;
}

/** An order of the request, with what follows from the versions before it. */
export interface ResolvedOrder {
  readonly order: SubmittedOrder;
  readonly firstVersion: string;
  readonly superseded: string | null;
  /** Of each item in turn: the supplemental action of the item that it supersedes. */
  readonly previousActions: readonly (string | null)[];
}

/** What the versions of all orders come to. */
export interface ResolvedVersions {
  readonly orders: readonly ResolvedOrder[];
  /** Orders by Salesforce id as they stand after the request. */
  readonly after: ReadonlyMap<string, OrderVersion>;
  readonly errors: readonly FieldError[];
}

/**
 * Goes through the orders in turn, as if each were submitted when the one before it had been: whether it may be sent
 * again, what it supersedes, which was the first version, and what its items did before.
 */
export function resolveVersions(
  submitted: readonly SubmittedOrder[],
  standing: ReadonlyMap<string, OrderVersion>,
): ResolvedVersions {
  const after = new Map(standing);
  const errors: FieldError[] = [];
  const orders = submitted.map((order) => {
    const before = after.get(order.orderId);
    const superseded = keyOf(order, 'supersededOrderId');
    const predecessor = superseded === null ? undefined : after.get(superseded);
    const firstVersion = predecessor?.firstVersion ?? order.orderId;
    const wrong = before === undefined ? checkPredecessor(order, predecessor) : checkAgain(order, before);
    errors.push(
      ...wrong,
      ...checkFirstVersion(order, { firstVersion, known: superseded === null || predecessor !== undefined }),
      ...order.items.flatMap((item) => checkSupersededItem(item, { superseded, predecessor })),
    );
    after.set(order.orderId, { ...versionOf(order), firstVersion, superseded });
    // What is wrong with this order is no fault of those that come after it.
    if (superseded !== null && predecessor !== undefined && wrong.length === 0) {
      after.set(superseded, { ...predecessor, state: SUPERSEDED });
    }
    return { order, firstVersion, superseded, previousActions: previousActions(order, predecessor) };
  });
  return { orders, after, errors };
}

function versionOf(order: SubmittedOrder): Pick<OrderVersion, 'owner' | 'state' | 'items'> {
  const items = new Map(
    order.items.map((item) => [keyOf(item, 'orderItemId') ?? '', textOf(item, 'supplementalAction')]),
  );
  return { owner: order.owner, state: IN_PROGRESS, items };
}

/** An order that stands can be sent again by its own account while it is in progress, for what it first was for. */
function checkAgain(order: SubmittedOrder, before: OrderVersion): FieldError[] {
  const id = textOf(order, 'orderId');
  if (before.owner !== order.owner) {
    return [
      error(order, 'accountId', `order ${id} belongs to another account; send it with that account's id`),
    ];
  }
  if (before.state !== IN_PROGRESS) {
    return [
      error(
        order,
        'orderId',
        `order ${id} is ${before.state ?? 'deleted'}; only an order that is ${IN_PROGRESS} can be sent again. Submit a new one`,
      ),
    ];
  }
  const superseded = keyOf(order, 'supersededOrderId');
  if (before.superseded === superseded) return [];
  const was = before.superseded === null ? 'superseded no order' : `superseded order ${before.superseded}`;
  return [error(order, 'supersededOrderId', `order ${id} ${was} when it was first submitted; that stays`)];
}

/** For new orders only: one that is sent again has superseded its predecessor already. */
function checkPredecessor(order: SubmittedOrder, predecessor: OrderVersion | undefined): FieldError[] {
  const id = textOf(order, 'supersededOrderId');
  const fail = (detail: string) => [error(order, 'supersededOrderId', detail)];
  if (id === null) return [];
  if (keyOf(order, 'supersededOrderId') === order.orderId) return fail('an order cannot supersede itself');
  if (predecessor === undefined) {
    return fail(`order ${id} is not known; submit it first, or earlier in the same request`);
  }
  if (predecessor.owner !== order.owner) return fail(`order ${id} belongs to another account`);
  if (predecessor.state === IN_PROGRESS) return [];
  return fail(
    `order ${id} is ${predecessor.state ?? 'deleted'}; only an order that is ${IN_PROGRESS} can be superseded`,
  );
}

/** The seed: null or its own id on an original order, the original's id on a supplemental one. */
function checkFirstVersion(
  order: SubmittedOrder,
  { firstVersion, known }: { firstVersion: string; known: boolean },
): FieldError[] {
  const sent = textOf(order, 'firstVersionOrderId');
  if (sent === null || !known || trimSalesforceId(sent) === firstVersion) return [];
  return [
    error(
      order,
      'firstVersionOrderId',
      `came as ${sent}, but the first version of this order is ${firstVersion}`,
    ),
  ];
}

function checkSupersededItem(
  item: SubmittedPart,
  { superseded, predecessor }: { superseded: string | null; predecessor: OrderVersion | undefined },
): FieldError[] {
  const key = keyOf(item, 'supersededOrderItemId');
  if (key === null) return [];
  const id = textOf(item, 'supersededOrderItemId');
  if (superseded === null) {
    return [
      error(item, 'supersededOrderItemId', `${id} cannot be superseded: the order supersedes no other order`),
    ];
  }
  // An unknown predecessor is an error of its own.
  if (predecessor === undefined || predecessor.items.has(key)) return [];
  return [error(item, 'supersededOrderItemId', `${id} is no item of the superseded order ${superseded}`)];
}

function previousActions(order: SubmittedOrder, predecessor: OrderVersion | undefined): (string | null)[] {
  return order.items.map(
    (item) => predecessor?.items.get(keyOf(item, 'supersededOrderItemId') ?? '') ?? null,
  );
}

function error(part: SubmittedPart, member: string, detail: string): FieldError {
  return { pointer: childPointer(part.pointer, member), detail };
}
