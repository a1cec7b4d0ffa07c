import { AppError } from '../domain/app-error.ts';
import { stringifyJson } from '../domain/json.ts';
import { RECORD_ATTRIBUTES, type StoredRecord } from '../domain/record.ts';
import { type DirectoryEntry, directoryEntry, namedOrder, orderName } from './order-directory.ts';
import type { OrderReader } from './ports.ts';
import { type OrderParts, readParts } from './read-order.ts';
import { orderKey } from './read-standing.ts';

/** An order as it stands: what the directory says of it, and its record. */
export interface FoundOrder {
  readonly entry: DirectoryEntry;
  readonly record: StoredRecord;
}

const ATTEMPTS = 5;

/** The orders of these Salesforce ids, 15 characters, in their order; those that are not known are left out. */
export async function findOrders(
  reader: OrderReader,
  orderIds: readonly string[],
): Promise<readonly FoundOrder[]> {
  const named = await reader.names(orderIds.map(orderName));
  const entries = named.flatMap((thing) => (thing === undefined ? [] : [directoryEntry(thing)]));
  const records = await reader.records(entries.map(orderKey));
  return entries.flatMap((entry, place) => {
    const record = records[place];
    return record === undefined ? [] : [{ entry, record }];
  });
}

/**
 * These orders with their submitted parts, each as of one moment: an order that is sent again while it is read is read
 * again. Throws AppError CONTENTION when that happens over and over.
 */
export async function readFoundOrders(
  reader: OrderReader,
  found: readonly FoundOrder[],
): Promise<readonly (FoundOrder & { readonly parts: OrderParts })[]> {
  let orders = found;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const parts = await Promise.all(
      orders.map(async (order) => ({
        ...order,
        parts: await readParts(reader, { entry: order.entry, downstream: false }),
      })),
    );
    // Whatever changes the parts of an order changes its own record with them.
    const after = await findOrders(
      reader,
      orders.map(({ entry }) => entry.orderId),
    );
    if (versionsOf(after) === versionsOf(orders)) return parts;
    orders = after;
  }
  throw new AppError('CONTENTION', 'the orders kept changing while they were read', { retryable: true });
}

function versionsOf(orders: readonly FoundOrder[]): string {
  return stringifyJson(
    orders.map(({ entry, record }) => [
      namedOrder(entry).value,
      record.fields[RECORD_ATTRIBUTES.tick] ?? null,
      record.fields.Modified ?? null,
    ]),
  );
}
