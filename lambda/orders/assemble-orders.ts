import type { IdBlock, NameChange } from '../domain/commit.ts';
import type { Change } from '../domain/record.ts';
import { ORDER_CHILDREN } from '../model/order-requests.ts';
import type { OrderState } from '../model/order-state.ts';
import { type Identities, identify, type NaturalKeys } from './identities.ts';
import { namedOrder } from './order-directory.ts';
import { orderChanges, type WorkedOutOrder } from './order-records.ts';
import { IN_PROGRESS, type OrderVersion, SUPERSEDED } from './order-versions.ts';
import type { OrderNumbers, Standing } from './read-standing.ts';
import { keyOf, textOf } from './submitted-order.ts';

/** An order that only needs to be committed. */
export interface AssembledOrder {
  /** Salesforce id as it was sent. */
  readonly orderId: string;
  readonly id: bigint;
  readonly state: OrderState;
  readonly changes: readonly Change[];
  readonly name: NameChange;
  readonly block: IdBlock | undefined;
}

interface Assembly {
  readonly standing: Standing;
  readonly after: ReadonlyMap<string, OrderVersion>;
  /** For Created and Modified. */
  readonly timestamp: string;
  newIds(count: number): IdBlock;
}

/** Gives orders that break no rule their ids, records and names, in turn: each knows those before it. */
export function assembleOrders(
  orders: readonly WorkedOutOrder[],
  assembly: Assembly,
): readonly AssembledOrder[] {
  const numbers = new Map(assembly.standing.numbers);
  const inRequest = new Set(orders.map(({ order }) => order.orderId));
  return orders.map((worked) => {
    const { order } = worked;
    const standing = assembly.standing.again.get(order.orderId);
    const ids = identify(naturalKeys(worked), { standing, newIds: assembly.newIds });
    const superseded = worked.superseded === null ? undefined : numbers.get(worked.superseded);
    const own = numbersOf(worked, { ids, firstVersion: superseded?.firstVersion });
    numbers.set(order.orderId, own);
    const state = stateOf(assembly.after.get(order.orderId));
    const around = { state, firstVersion: own.firstVersion, superseded, timestamp: assembly.timestamp };
    const supersedes =
      standing === undefined && worked.superseded !== null && !inRequest.has(worked.superseded);
    return {
      orderId: textOf(order, 'orderId') ?? order.orderId,
      id: own.id,
      state,
      changes: [
        ...(supersedes && superseded
          ? [supersede(order.owner, { id: superseded.id, timestamp: assembly.timestamp })]
          : []),
        ...orderChanges(worked, { ids, around }),
      ],
      name: nameChange(worked, { ids, own, isNew: standing === undefined }),
      block: ids.block,
    };
  });
}

function naturalKeys({ order, downstream }: WorkedOutOrder): NaturalKeys {
  const places = (list: readonly unknown[]) => list.map((_, place) => String(place));
  return {
    items: order.items.map((item) => keyOf(item, 'orderItemId') ?? ''),
    pricings: places(order.pricings),
    relationships: places(order.relationships),
    promotions: places(order.promotions),
    downstream: downstream.map((item) => item.specification.id),
  };
}

function numbersOf(
  { order }: WorkedOutOrder,
  { ids, firstVersion }: { ids: Identities; firstVersion: bigint | undefined },
): OrderNumbers {
  const items = order.items.flatMap((item, place): [string, bigint][] => {
    const identity = ids.parts.items[place];
    return identity === undefined ? [] : [[keyOf(item, 'orderItemId') ?? '', identity.id]];
  });
  return { id: ids.order.id, firstVersion: firstVersion ?? ids.order.id, items: new Map(items) };
}

/** Touches only what changes, so that nothing that another writer has added is lost. */
function supersede(owner: string, { id, timestamp }: { id: bigint; timestamp: string }): Change {
  return {
    action: 'update',
    key: { owner, type: 'Order', id: String(id) },
    fields: { State: SUPERSEDED, Modified: timestamp },
  };
}

function nameChange(
  { order, firstVersion, superseded }: WorkedOutOrder,
  { ids, own, isNew }: { ids: Identities; own: OrderNumbers; isNew: boolean },
): NameChange {
  const items = ids.parts.items.map(({ id }) => id);
  const ascend = items.every((id, place) => place === 0 || id > (items[place - 1] ?? id));
  const entry = {
    orderId: order.orderId,
    owner: order.owner,
    id: String(own.id),
    firstVersion: { orderId: firstVersion, id: String(own.firstVersion) },
    superseded,
    runs: ids.runs,
    lists: Object.keys(ORDER_CHILDREN).filter((list) => Object.hasOwn(order.json, list)),
    itemOrder: ascend ? undefined : items.map(String),
  };
  return { action: isNew ? 'claim' : 'set', ...namedOrder(entry) };
}

function stateOf(version: OrderVersion | undefined): OrderState {
  return version?.state === SUPERSEDED ? SUPERSEDED : IN_PROGRESS;
}
