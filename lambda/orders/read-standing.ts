import type { RecordKey } from '../domain/record.ts';
import { textField } from '../domain/record.ts';
import type { StandingOrder } from './identities.ts';
import { type DirectoryEntry, directoryEntry, orderName } from './order-directory.ts';
import { IN_PROGRESS, type OrderVersion } from './order-versions.ts';
import type { OrderReader } from './ports.ts';
import { readItems, readParts } from './read-order.ts';
import { keyOf, type SubmittedOrder } from './submitted-order.ts';

/** Numeric ids of an order, for those that come after it. */
export interface OrderNumbers {
  readonly id: bigint;
  readonly firstVersion: bigint;
  /** By Salesforce id, 15 characters. */
  readonly items: ReadonlyMap<string, bigint>;
}

/** What is stored that a request touches; all by Salesforce id of the order, 15 characters. */
export interface Standing {
  readonly versions: ReadonlyMap<string, OrderVersion>;
  readonly numbers: ReadonlyMap<string, OrderNumbers>;
  /** The orders that are sent again and may be. */
  readonly again: ReadonlyMap<string, StandingOrder>;
}

/** Reads the orders that are sent again or superseded: names, then records, then parts where they are needed. */
export async function readStanding(
  reader: OrderReader,
  submitted: readonly SubmittedOrder[],
): Promise<Standing> {
  const owners = new Map(submitted.map((order) => [order.orderId, order.owner]));
  const namingItems = new Set(
    submitted
      .filter((order) => order.items.some((item) => keyOf(item, 'supersededOrderItemId') !== null))
      .map((order) => keyOf(order, 'supersededOrderId')),
  );
  const entries = await readEntries(reader, submitted);
  const records = await reader.records(entries.map(orderKey));
  const read = await Promise.all(
    entries.map(async (entry, place) => {
      const record = records[place];
      const state = record === undefined ? null : (textField(record.fields, 'State') ?? null);
      const isAgain = state === IN_PROGRESS && owners.get(entry.orderId) === entry.owner;
      const parts = isAgain ? await readParts(reader, { entry, downstream: true }) : undefined;
      const items = parts?.items ?? (namingItems.has(entry.orderId) ? await readItems(reader, entry) : []);
      const again = record !== undefined && parts !== undefined ? { entry, record, parts } : undefined;
      return { entry, state, items, again };
    }),
  );
  return {
    versions: new Map(
      read.map(({ entry, state, items }) => [
        entry.orderId,
        {
          owner: entry.owner,
          state,
          firstVersion: entry.firstVersion.orderId,
          superseded: entry.superseded,
          items: new Map(
            items.map(({ fields }) => [
              textField(fields, 'Salesforce Id') ?? '',
              textField(fields, 'Supplemental Action') ?? null,
            ]),
          ),
        },
      ]),
    ),
    numbers: new Map(
      read.map(({ entry, items }) => [
        entry.orderId,
        {
          id: BigInt(entry.id),
          firstVersion: BigInt(entry.firstVersion.id),
          items: new Map(
            items.map(({ key, fields }) => [textField(fields, 'Salesforce Id') ?? '', BigInt(key.id)]),
          ),
        },
      ]),
    ),
    again: new Map(read.flatMap(({ entry, again }) => (again === undefined ? [] : [[entry.orderId, again]]))),
  };
}

/** The key of an order's own record. */
export function orderKey(entry: DirectoryEntry): RecordKey {
  return { owner: entry.owner, type: 'Order', id: entry.id };
}

async function readEntries(
  reader: OrderReader,
  submitted: readonly SubmittedOrder[],
): Promise<readonly DirectoryEntry[]> {
  const ids = new Set(
    submitted.flatMap((order) => [order.orderId, keyOf(order, 'supersededOrderId') ?? order.orderId]),
  );
  const named = await reader.names([...ids].map(orderName));
  return named.flatMap((thing) => (thing === undefined ? [] : [directoryEntry(thing)]));
}
