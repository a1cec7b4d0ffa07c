import type { IdBlock } from '../domain/commit.ts';
import { isJsonNumber } from '../domain/json.ts';
import { type StoredRecord, textField } from '../domain/record.ts';
import { type DirectoryEntry, PARTS, type Part, type RecordRun } from './order-directory.ts';
import type { OrderParts } from './read-order.ts';

/** Which record a part of an order becomes. */
export interface Identity {
  readonly id: bigint;
  /** The record that it replaces, which keeps its id; undefined for a new one. */
  readonly replaces: StoredRecord | undefined;
}

/** An order that stands, with all its records. */
export interface StandingOrder {
  readonly entry: DirectoryEntry;
  readonly record: StoredRecord;
  readonly parts: OrderParts;
}

/** The records of an order to be: those that it keeps, those it takes new ids for, those it leaves. */
export interface Identities {
  readonly order: Identity;
  readonly parts: Readonly<Record<Part, readonly Identity[]>>;
  /** Records that nothing in the order is any more. */
  readonly gone: readonly StoredRecord[];
  /** All ids that its parts have now, for the directory. */
  readonly runs: readonly RecordRun[];
  /** Ids that were taken; undefined when none were. */
  readonly block: IdBlock | undefined;
}

/** By what each part is known again when the order is sent again, list by list. */
export type NaturalKeys = Readonly<Record<Part, readonly string[]>>;

/** Gives each part of an order its id: the one it had, or a new one out of a single block, in the order of PARTS. */
export function identify(
  keys: NaturalKeys,
  options: { standing: StandingOrder | undefined; newIds: (count: number) => IdBlock },
): Identities {
  const { standing } = options;
  const known =
    standing === undefined ? undefined : mapParts((part) => standingByKey(part, standing.parts[part]));
  const matches = mapParts((part) => keys[part].map((key) => known?.[part].get(key)));
  const fresh = PARTS.reduce(
    (sum, part) => sum + matches[part].filter((match) => match === undefined).length,
    0,
  );
  const count = fresh + (standing === undefined ? 1 : 0);
  const block = count === 0 ? undefined : options.newIds(count);
  let next = block?.first ?? 0n;
  const take = (replaces: StoredRecord | undefined): Identity => {
    if (replaces !== undefined) return { id: BigInt(replaces.key.id), replaces };
    next += 1n;
    return { id: next - 1n, replaces: undefined };
  };
  const order = take(standing?.record);
  const parts = mapParts((part) => matches[part].map(take));
  return { order, parts, gone: goneRecords(standing, parts), runs: allRuns(standing, parts), block };
}

/** The same for each kind of part, in the order in which they take ids. */
export function mapParts<Result>(of: (part: Part) => Result): Record<Part, Result> {
  return {
    items: of('items'),
    pricings: of('pricings'),
    relationships: of('relationships'),
    promotions: of('promotions'),
    downstream: of('downstream'),
  };
}

function standingByKey(part: Part, records: readonly StoredRecord[]): ReadonlyMap<string, StoredRecord> {
  return new Map(records.map((record, place) => [naturalKey(part, { record, place }), record]));
}

function naturalKey(part: Part, { record, place }: { record: StoredRecord; place: number }): string {
  if (part === 'items') return textField(record.fields, 'Salesforce Id') ?? '';
  if (part !== 'downstream') return String(place);
  const specification = record.fields['Product Specification'];
  return isJsonNumber(specification) ? specification.rawJSON : '';
}

function goneRecords(
  standing: StandingOrder | undefined,
  parts: Identities['parts'],
): readonly StoredRecord[] {
  if (standing === undefined) return [];
  const kept = new Set(PARTS.flatMap((part) => parts[part].map((identity) => identity.replaces?.key.id)));
  return PARTS.flatMap((part) => standing.parts[part]).filter((record) => !kept.has(record.key.id));
}

function allRuns(standing: StandingOrder | undefined, parts: Identities['parts']): readonly RecordRun[] {
  return PARTS.flatMap((part) => {
    const kept = parts[part].filter(({ replaces }) => replaces !== undefined);
    const old = (standing?.entry.runs ?? []).filter(
      (run) =>
        run.part === part && kept.some(({ id }) => id >= run.first && id < run.first + BigInt(run.count)),
    );
    const fresh = parts[part].filter(({ replaces }) => replaces === undefined);
    const [first] = fresh;
    return first === undefined ? old : [...old, { part, first: first.id, count: fresh.length }];
  });
}
