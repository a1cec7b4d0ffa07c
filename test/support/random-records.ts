import { toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import {
  type Change,
  type Fields,
  RECORD_ATTRIBUTES,
  type RecordKey,
  sortKey,
} from '../../lambda/domain/record.ts';
import { numberTextsOf } from '../../lambda/model/number-texts.ts';
import { FakeDynamoDb } from './fake-dynamodb.ts';

/** What a writer has made of a record. */
export interface MadeChange {
  readonly action: 'create' | 'update' | 'delete';
  /** As in the frame's `ref`: `Customer 12`. */
  readonly ref: string;
  /** Which version of all, from 1; of a delete, the last that the record had. */
  readonly version: number;
}

export interface RandomRecordsOptions {
  readonly random: () => number;
  /** Customers, each with a few transactions. */
  readonly owners: number;
}

interface Standing {
  readonly version: number;
  /** Marked as deleted, and still there. */
  readonly isTombstone: boolean;
}

const TRANSACTIONS = 3;

/**
 * Records that random writers change: commands of one to three changes through the record store, and others who write straight into the
 * table, without ticks. Each version says its number, so that what a reader has seen can be told.
 */
export class RandomRecords {
  readonly fake = new FakeDynamoDb();
  readonly store: DynamoDbRecordStore;
  /** What has been made of each owner's records, in order. */
  readonly made = new Map<string, MadeChange[]>();
  count = 0;
  readonly #options: RandomRecordsOptions;
  readonly #standing = new Map<string, Standing>();
  #versions = 0;

  constructor(options: RandomRecordsOptions) {
    this.#options = options;
    const { tables } = this.fake;
    this.store = new DynamoDbRecordStore({ client: this.fake.client(), tables, random: options.random });
  }

  /** Something happens to an owner's records. */
  async change(): Promise<void> {
    const { random, owners } = this.#options;
    const owner = Math.floor(random() * owners);
    const dice = random();
    if (dice < 0.7) await this.#command(owner);
    else if (dice < 0.85) this.#putStraight(this.#key(owner));
    else this.#removeStraight(this.#key(owner));
  }

  #key(owner: number): RecordKey {
    const place = Math.floor(this.#options.random() * (TRANSACTIONS + 1));
    return place === 0
      ? { owner: `Customer#${owner}`, type: 'Customer', id: String(owner) }
      : { owner: `Customer#${owner}`, type: 'Transaction', id: `${owner}-${place}` };
  }

  async #command(owner: number): Promise<void> {
    const keys = Array.from({ length: 1 + Math.floor(this.#options.random() * 3) }, () => this.#key(owner));
    const distinct = [...new Map(keys.map((key) => [sortKey(key), key])).values()];
    const changes = distinct.map((key) => this.#change(key));
    await this.store.commit(
      { owners: [`Customer#${owner}`], deadline: Date.now() + 10_000 },
      { plan: async () => ({ changes }), answer: () => ({}) },
    );
  }

  #change(key: RecordKey): Change {
    const known = this.#standing.get(sortKey(key));
    if (known === undefined || known.isTombstone)
      return { action: 'insert', key, fields: this.#fields(key, 'create') };
    const dice = this.#options.random();
    if (dice < 0.25) {
      this.#tell({ action: 'delete', key, version: known.version });
      this.#standing.set(sortKey(key), { ...known, isTombstone: true });
      return { action: 'delete', key };
    }
    return { action: dice < 0.6 ? 'replace' : 'update', key, fields: this.#fields(key, 'update') };
  }

  /** Another writer, who asks nobody, over whatever is there. */
  #putStraight(key: RecordKey): void {
    const known = this.#standing.get(sortKey(key));
    const isNew = known === undefined || known.isTombstone;
    const fields = this.#fields(key, isNew ? 'create' : 'update');
    this.fake.put('records', { ...itemKey(key), ...toItem(fields) });
  }

  /** Another writer; or time to live, of what is marked as deleted: that has been told. */
  #removeStraight(key: RecordKey): void {
    const known = this.#standing.get(sortKey(key));
    if (known === undefined) return;
    if (!known.isTombstone) this.#tell({ action: 'delete', key, version: known.version });
    this.#standing.delete(sortKey(key));
    this.fake.remove('records', itemKey(key));
  }

  #fields(key: RecordKey, action: MadeChange['action']): Fields {
    this.#versions += 1;
    const version = this.#versions;
    this.#standing.set(sortKey(key), { version, isTombstone: false });
    this.#tell({ action, key, version });
    const fields = {
      'Object Type': key.type,
      id: key.id,
      [key.type === 'Customer' ? 'customerID' : 'retailTransactionId']: key.id,
      version: JSON.rawJSON(String(version)),
      amount: JSON.rawJSON(`${version}.00`),
      big: JSON.rawJSON(`77405618597879914${version}`),
      nested: { text: `"}\n{${version}`, list: [JSON.rawJSON('1.50'), null, true] },
    };
    return { ...fields, ...numberTextsOf(fields) };
  }

  #tell({ action, key, version }: { action: MadeChange['action']; key: RecordKey; version: number }): void {
    const made = this.made.get(key.owner) ?? [];
    made.push({ action, ref: `${key.type} ${key.id}`, version });
    this.made.set(key.owner, made);
    this.count += 1;
  }
}

function itemKey(key: RecordKey) {
  return { [RECORD_ATTRIBUTES.owner]: { S: key.owner }, [RECORD_ATTRIBUTES.key]: { S: sortKey(key) } };
}
