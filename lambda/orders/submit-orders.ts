import { type CatalogType, catalogKey, orderedName } from '../domain/catalog-names.ts';
import type {
  CommitContext,
  CommitOptions,
  CommitPlan,
  CommitReceipt,
  NameChange,
} from '../domain/commit.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import { eventTimestamp } from '../domain/timestamp.ts';
import { type AssembledOrder, assembleOrders } from './assemble-orders.ts';
import { checkRequest } from './check-request.ts';
import { MAX_RECORDS_PER_REQUEST } from './contract.ts';
import type { WorkedOutOrder } from './order-records.ts';
import { resolveVersions } from './order-versions.ts';
import type { OrderReader, OrderStore } from './ports.ts';
import { readCatalog } from './read-catalog.ts';
import { readStanding } from './read-standing.ts';
import { refuse } from './refuse.ts';
import { type SubmittedOrder, submittedOrders } from './submitted-order.ts';
import { globalKeysOf, workOutOrders } from './work-out-orders.ts';

/** A valid Submit Order Request, and how often and how long it may be tried. */
export interface SubmitOrders extends Pick<CommitOptions, 'idempotency' | 'deadline'> {
  readonly request: JsonObject;
}

/**
 * Submits all orders of a request or none of them. Resolves to the ids and states of the orders and the changes made.
 * Throws AppError RULE_VIOLATED with everything that is wrong, and what `RecordStore.commit` throws.
 */
export function submitOrders(
  store: OrderStore,
  { request, idempotency, deadline }: SubmitOrders,
): ReturnType<OrderStore['commit']> {
  const submitted = submittedOrders(request);
  const owners = [...new Set(submitted.map((order) => order.owner))];
  let assembled: readonly AssembledOrder[] = [];
  return store.commit(
    { owners, idempotency, deadline },
    {
      plan: async (context) => {
        const planned = await planOrders(submitted, context);
        assembled = planned.orders;
        return planned.plan;
      },
      answer: (receipt) => submitAnswer(receipt, assembled),
    },
  );
}

async function planOrders(
  submitted: readonly SubmittedOrder[],
  context: CommitContext,
): Promise<{ orders: readonly AssembledOrder[]; plan: CommitPlan }> {
  const { reader } = context;
  const [standing, catalog] = await Promise.all([
    readStanding(reader, submitted),
    readCatalog(reader, globalKeysOf(submitted)),
  ]);
  const versions = resolveVersions(submitted, standing.versions);
  const worked = workOutOrders(versions.orders, catalog);
  refuse('the orders cannot be submitted', [
    ...checkRequest(submitted),
    ...versions.errors,
    ...worked.errors,
  ]);
  refuseTooMuch(worked.orders);
  const orders = assembleOrders(worked.orders, {
    standing,
    after: versions.after,
    timestamp: eventTimestamp(context.now),
    newIds: context.newIds,
  });
  const claims = await claimCatalog(reader, worked.orders);
  return {
    orders,
    plan: {
      changes: orders.flatMap((order) => order.changes),
      names: [...orders.map((order) => order.name), ...claims],
      ids: orders.flatMap((order) => order.block ?? []),
    },
  };
}

function refuseTooMuch(orders: readonly WorkedOutOrder[]): void {
  const count = orders.reduce((sum, { order, downstream }) => sum + recordsOf(order) + downstream.length, 0);
  if (count <= MAX_RECORDS_PER_REQUEST) return;
  const detail = `makes ${count} records, with what its items decompose into; a request may make ${MAX_RECORDS_PER_REQUEST}. Send its orders in several requests`;
  refuse('the request is too large', [{ pointer: '/orders', detail }]);
}

function recordsOf(order: SubmittedOrder): number {
  const { items, pricings, relationships, promotions } = order;
  return 1 + items.length + pricings.length + relationships.length + promotions.length;
}

/** Claims the catalog records that no order has used before, so that they are not deleted from now on. */
async function claimCatalog(
  reader: OrderReader,
  orders: readonly WorkedOutOrder[],
): Promise<readonly NameChange[]> {
  const specifications = orders.flatMap((order) => [
    ...order.specifications.flatMap((specification) => specification ?? []),
    ...order.downstream.map((item) => item.specification),
  ]);
  const used = new Map(
    specifications.flatMap(({ id, planDefinition }) => [
      ...usedRecord('Product Specification', id),
      ...(planDefinition === null ? [] : usedRecord('Plan Definition', planDefinition)),
    ]),
  );
  const things = [...used.values()];
  const known = await reader.names(things);
  // The mark of a delete is no reason not to claim: the claim fails then, and the plan is made anew.
  return things.flatMap((thing, place) =>
    known[place]?.value.ordered === true ? [] : [{ action: 'claim' as const, ...thing }],
  );
}

function usedRecord(type: CatalogType, id: string) {
  const { owner } = catalogKey(type, id);
  const thing = { ...orderedName(type, id), owner, value: { ordered: true } };
  return [[owner, thing] as const];
}

function submitAnswer(receipt: CommitReceipt, orders: readonly AssembledOrder[]): JsonObject {
  return {
    transactionId: receipt.transactionId,
    orders: orders.map(({ orderId, id, state }) => ({ orderId, id: exactNumber(id), state })),
    changes: receipt.changes.map(({ action, key, tick }) => ({
      action,
      objectType: key.type,
      id: exactNumber(key.id),
      owner: key.owner,
      tick: exactNumber(tick),
    })),
  };
}
