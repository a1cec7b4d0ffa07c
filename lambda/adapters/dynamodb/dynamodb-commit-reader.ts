import type { CommitReader, Name, NamedThing } from '../../domain/commit.ts';
import { RECORD_ATTRIBUTES, type RecordKey, type StoredRecord, sortKey } from '../../domain/record.ts';
import type { Item } from './attribute-value.ts';
import type { Ledger } from './ledger.ts';
import { recordKey } from './record-writes.ts';
import { countOf } from './reference-claims.ts';
import { storedRecord } from './stored-record.ts';
import type { TableCalls } from './table-calls.ts';

/** Another commit has changed what a plan is looking at: the plan must be made anew. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface DynamoDbCommitReaderOptions {
  readonly calls: TableCalls;
  readonly table: string;
  readonly ledger: Ledger;
  /** Owners whose records must all be read as of these ticks; when they cannot be any more, reads throw Interrupted. */
  readonly pinned?: ReadonlyMap<string, bigint>;
}

/**
 * Reads records so that several of one owner are of one moment, though a journalled commit writes them one after the
 * other: the owner's tick is read first, and a record that bears a later one sends the reader back.
 */
export class DynamoDbCommitReader implements CommitReader {
  readonly #calls: TableCalls;
  readonly #table: string;
  readonly #ledger: Ledger;
  readonly #pinned: ReadonlyMap<string, bigint>;
  readonly #remembered = new Map<string, StoredRecord | undefined>();

  constructor({ calls, table, ledger, pinned = new Map() }: DynamoDbCommitReaderOptions) {
    this.#calls = calls;
    this.#table = table;
    this.#ledger = ledger;
    this.#pinned = pinned;
  }

  async records(keys: readonly RecordKey[]): Promise<readonly (StoredRecord | undefined)[]> {
    const wanted = new Map(keys.map((key) => [textOf(key), key]));
    const places = [...wanted.keys()];
    const owners = keys.map(({ owner }) => owner);
    const items = await this.#steady(owners, () =>
      this.#calls.get(this.#table, [...wanted.values()].map(recordKey)),
    );
    const found = new Map(places.map((place, index) => [place, items[index]]));
    const records = keys.map((key) => storedRecord(key, found.get(textOf(key))));
    for (const [index, key] of keys.entries()) this.#remembered.set(textOf(key), records[index]);
    return records;
  }

  /** Reads those of these records that `records` has not read before. */
  async remember(keys: readonly RecordKey[]): Promise<void> {
    const missing = keys.filter((key) => !this.#remembered.has(textOf(key)));
    if (missing.length > 0) await this.records(missing);
  }

  /** A record as this reader last saw it. */
  remembered(key: RecordKey): StoredRecord | undefined {
    return this.#remembered.get(textOf(key));
  }

  async recordsBetween(range: {
    owner: string;
    type: string;
    first: bigint;
    last: bigint;
  }): Promise<readonly StoredRecord[]> {
    const { owner, type } = range;
    const [first, last] = [range.first.toString(), range.last.toString()];
    const query = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: '#o = :owner AND #k BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#o': RECORD_ATTRIBUTES.owner, '#k': RECORD_ATTRIBUTES.key },
      ExpressionAttributeValues: {
        ':owner': { S: owner },
        ':first': { S: sortKey({ type, id: first }) },
        ':last': { S: sortKey({ type, id: last }) },
      },
    };
    const items = await this.#steady([owner, owner], () => this.#calls.queryAll(query));
    return items.flatMap((item) => {
      const id = item?.[RECORD_ATTRIBUTES.key]?.S?.slice(type.length + 1) ?? '';
      // Between two numbers of as many digits stand, as texts, also others.
      const numeric = id.length === first.length && /^\d+$/.test(id);
      return (numeric ? storedRecord({ owner, type, id }, item) : undefined) ?? [];
    });
  }

  names(names: readonly Name[]): Promise<readonly (NamedThing | undefined)[]> {
    return this.#ledger.names(names);
  }

  async references(target: RecordKey): Promise<number> {
    return countOf(await this.#ledger.counters(target));
  }

  /** Items of these owners (one entry for each item that can be found) as of one moment of each owner. */
  async #steady(
    owners: readonly string[],
    read: () => Promise<readonly (Item | undefined)[]>,
  ): Promise<readonly (Item | undefined)[]> {
    const free = owners.filter((owner) => !this.#pinned.has(owner));
    // A single record is of one moment by itself: the tick is read beside it, only to learn of a commit to finish.
    const single = new Set(free).size === free.length;
    for (;;) {
      const reading = this.#ledger.owners(free);
      if (!single) await reading;
      const [{ found: states, waited }, items] = await Promise.all([reading, read()]);
      if (single && waited) continue;
      const known = (owner: string): bigint => this.#pinned.get(owner) ?? states.get(owner)?.tick ?? 0n;
      const ahead = [...new Set(items.flatMap((item) => ownerAhead(item, known)))];
      if (ahead.length === 0 || (await this.#stampedByOthers(ahead, known))) return items;
    }
  }

  /** Whether the owners' ticks still stand, so that later ones on records are a foreign writer's own doing. */
  async #stampedByOthers(owners: readonly string[], known: (owner: string) => bigint): Promise<boolean> {
    const { found } = await this.#ledger.owners(owners);
    const moved = owners.filter((owner) => found.get(owner)?.tick !== known(owner));
    if (moved.some((owner) => this.#pinned.has(owner)))
      throw new Interrupted(`${moved.join()} changed while a plan was made`);
    return moved.length === 0;
  }
}

function ownerAhead(item: Item | undefined, known: (owner: string) => bigint): readonly string[] {
  const owner = item?.[RECORD_ATTRIBUTES.owner]?.S;
  const tick = item?.[RECORD_ATTRIBUTES.tick]?.N ?? '';
  return owner !== undefined && /^\d+$/.test(tick) && BigInt(tick) > known(owner) ? [owner] : [];
}

function textOf(key: RecordKey): string {
  return JSON.stringify([key.owner, sortKey(key)]);
}
