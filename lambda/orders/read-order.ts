import type { StoredRecord } from '../domain/record.ts';
import type { DirectoryEntry, Part, RecordRun } from './order-directory.ts';
import type { OrderReader } from './ports.ts';

/** All live records of an order but its own, each list in the order in which it was submitted. */
export type OrderParts = Readonly<Record<Part, readonly StoredRecord[]>>;

/** Object types of the parts of an order. */
export const PART_TYPES = {
  items: 'Order Item',
  downstream: 'Order Item',
  pricings: 'Order Pricing',
  relationships: 'Order Item Relationship',
  promotions: 'Order Applied Promotion',
} as const satisfies Record<Part, string>;

/** The submitted items of an order. */
export async function readItems(
  reader: OrderReader,
  entry: DirectoryEntry,
): Promise<readonly StoredRecord[]> {
  return inSubmittedOrder(await readRuns(reader, { entry, part: 'items' }), entry.itemOrder);
}

/** The parts of an order: one read for each run of ids that it took, all at once. */
export async function readParts(
  reader: OrderReader,
  options: { entry: DirectoryEntry; downstream: boolean },
): Promise<OrderParts> {
  const { entry } = options;
  const [items, downstream, pricings, relationships, promotions] = await Promise.all([
    readItems(reader, entry),
    options.downstream ? readRuns(reader, { entry, part: 'downstream' }) : [],
    readRuns(reader, { entry, part: 'pricings' }),
    readRuns(reader, { entry, part: 'relationships' }),
    readRuns(reader, { entry, part: 'promotions' }),
  ]);
  return { items, downstream, pricings, relationships, promotions };
}

async function readRuns(
  reader: OrderReader,
  { entry, part }: { entry: DirectoryEntry; part: Part },
): Promise<StoredRecord[]> {
  const runs = entry.runs.filter((run) => run.part === part);
  const read = ({ first, count }: RecordRun) =>
    reader.recordsBetween({
      owner: entry.owner,
      type: PART_TYPES[part],
      first,
      last: first + BigInt(count) - 1n,
    });
  return (await Promise.all(runs.map(read))).flat();
}

function inSubmittedOrder(
  records: readonly StoredRecord[],
  ids: readonly string[] | undefined,
): readonly StoredRecord[] {
  if (ids === undefined) return records;
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = (record: StoredRecord) => places.get(record.key.id) ?? ids.length;
  return records.toSorted((a, b) => placeOf(a) - placeOf(b));
}
