import { AppError } from '../../domain/app-error.ts';
import type { Name, NamedThing } from '../../domain/commit.ts';
import type { RecordKey } from '../../domain/record.ts';
import { fromItem, type Item } from './attribute-value.ts';
import type { Journal } from './journal.ts';
import { LEDGER, nameKey, referencesPartition, tickKey } from './ledger-layout.ts';
import type { TableCalls } from './table-calls.ts';

/** Far more than it takes for a commit that goes on to end. */
const READS = 100;

/** An owner's row: its tick, when its last commit was (epoch ms), and the journalled commit that is preparing to change it. */
export interface OwnerState {
  readonly tick: bigint;
  readonly at: number;
  readonly heldBy: string | undefined;
}

/** What reads of locked rows find. `waited`: a journalled commit was ended before; what was read elsewhere may be older. */
export interface Settled<T> {
  readonly found: T;
  readonly waited: boolean;
}

/** Reads of the ledger. Whoever reads a row that a committed journal holds gets it after that has been carried through. */
export class Ledger {
  readonly #calls: TableCalls;
  readonly #table: string;
  readonly #journal: Journal;

  constructor(options: { calls: TableCalls; table: string; journal: Journal }) {
    this.#calls = options.calls;
    this.#table = options.table;
    this.#journal = options.journal;
  }

  /** The owners' states, by owner. */
  async owners(owners: readonly string[]): Promise<Settled<ReadonlyMap<string, OwnerState>>> {
    const names = [...new Set(owners)];
    const { found, waited } = await this.rows(names.map(tickKey));
    return { found: new Map(names.map((owner, index) => [owner, ownerState(found[index])])), waited };
  }

  async names(names: readonly Name[]): Promise<readonly (NamedThing | undefined)[]> {
    const keys = names.map(nameKey);
    const places = new Map(keys.map((key) => [key[LEDGER.partitionKey]?.S, key]));
    const { found } = await this.rows([...places.values()]);
    const rows = new Map([...places.keys()].map((place, index) => [place, found[index]]));
    return names.map((name, index) => namedThing(name, rows.get(keys[index]?.[LEDGER.partitionKey]?.S)));
  }

  /** The rows that count who refers to a record, those there are. */
  async counters(target: RecordKey): Promise<readonly Item[]> {
    const query = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': LEDGER.partitionKey },
      ExpressionAttributeValues: { ':pk': { S: referencesPartition(target) } },
    };
    const { found } = await this.#settled(() => this.#calls.queryAll(query));
    return found;
  }

  /** Rows by their keys, each where its key stands; no key twice. */
  async rows(keys: readonly Item[]): Promise<Settled<readonly (Item | undefined)[]>> {
    return this.#settled(() => this.#calls.get(this.#table, keys));
  }

  async #settled<T extends Item | undefined>(
    read: () => Promise<readonly T[]>,
  ): Promise<Settled<readonly T[]>> {
    for (let tries = 1; ; tries++) {
      const found = await read();
      const holders = new Set(found.flatMap((row) => row?.[LEDGER.applying]?.S ?? []));
      const states = await Promise.all([...holders].map((id) => this.#journal.settle(id)));
      // What is only being prepared has not happened: the rows say what is true.
      if (states.every((state) => state === 'preparing')) return { found, waited: tries > 1 };
      // No commit is finished so slowly, and none that is over leaves a lock.
      if (tries === READS) throw new AppError('INTERNAL', `rows stay held by ${[...holders].join()}`);
      if (tries > 1 || states.includes('applying')) await this.#calls.pause(tries);
    }
  }
}

function ownerState(row: Item | undefined): OwnerState {
  return {
    tick: BigInt(row?.[LEDGER.tick]?.N ?? 0),
    at: Number(row?.[LEDGER.at]?.N ?? 0),
    heldBy: row?.[LEDGER.applying]?.S,
  };
}

function namedThing(name: Name, row: Item | undefined): NamedThing | undefined {
  const owner = row?.[LEDGER.owner]?.S;
  if (owner === undefined) return undefined;
  return { ...name, owner, value: fromItem(row?.[LEDGER.value]?.M ?? {}) };
}
