import type { Name, NamedThing } from '../domain/commit.ts';
import {
  exactNumber,
  isJsonArray,
  isJsonNumber,
  type JsonObject,
  type JsonValue,
  objectsIn,
} from '../domain/json.ts';

/** The kinds of records that an order has beside its own. */
export const PARTS = ['items', 'pricings', 'relationships', 'promotions', 'downstream'] as const;

/** One of PARTS. */
export type Part = (typeof PARTS)[number];

/** Ids `first` to `first + count - 1` of an order's records of one kind; some of them may be gone. */
export interface RecordRun {
  readonly part: Part;
  readonly first: bigint;
  readonly count: number;
}

/** What the names directory knows of an order: enough to find all its records in a few reads. */
export interface DirectoryEntry {
  /** Salesforce id, 15 characters. */
  readonly orderId: string;
  readonly owner: string;
  /** Numeric id of its record. */
  readonly id: string;
  /** The original order that it is a version of; itself, when it is one. */
  readonly firstVersion: { readonly orderId: string; readonly id: string };
  /** Salesforce id, 15 characters, of the order that it took the place of. */
  readonly superseded: string | null;
  readonly runs: readonly RecordRun[];
  /** Names of the lists that it was submitted with: an answer leaves out what a request left out. */
  readonly lists: readonly string[];
  /** Ids of its submitted items in their order; undefined when their ids ascend in that order. */
  readonly itemOrder: readonly string[] | undefined;
}

/** The name that an order bears in the names directory. */
export function orderName(orderId: string): Name {
  return { kind: 'Order', name: orderId };
}

/** An entry as the names directory keeps it. */
export function namedOrder(entry: DirectoryEntry): NamedThing {
  return {
    ...orderName(entry.orderId),
    owner: entry.owner,
    value: {
      id: exactNumber(entry.id),
      firstVersionOrderId: entry.firstVersion.orderId,
      firstVersionId: exactNumber(entry.firstVersion.id),
      supersededOrderId: entry.superseded,
      blocks: entry.runs.map((run) => ({
        part: run.part,
        first: exactNumber(run.first),
        count: exactNumber(run.count),
      })),
      lists: entry.lists,
      ...(entry.itemOrder && { itemOrder: entry.itemOrder.map(exactNumber) }),
    },
  };
}

/** An entry as it was kept by `namedOrder`. */
export function directoryEntry(thing: NamedThing): DirectoryEntry {
  const { value } = thing;
  return {
    orderId: thing.name,
    owner: thing.owner,
    id: digits(value.id),
    firstVersion: { orderId: text(value.firstVersionOrderId), id: digits(value.firstVersionId) },
    superseded: typeof value.supersededOrderId === 'string' ? value.supersededOrderId : null,
    runs: objectsIn(value.blocks).flatMap(recordRun),
    lists: isJsonArray(value.lists) ? value.lists.map(text) : [],
    itemOrder: isJsonArray(value.itemOrder) ? value.itemOrder.map(digits) : undefined,
  };
}

function recordRun(value: JsonObject): readonly RecordRun[] {
  const part = PARTS.find((known) => known === value.part);
  return part === undefined
    ? []
    : [{ part, first: BigInt(digits(value.first)), count: Number(digits(value.count)) }];
}

function digits(value: JsonValue | undefined): string {
  return isJsonNumber(value) ? value.rawJSON : '0';
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
