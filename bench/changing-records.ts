import type { DynamoDBClient, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { type Item, toItem } from '../lambda/adapters/dynamodb/attribute-value.ts';
import { itemSize } from '../lambda/adapters/dynamodb/item-size.ts';
import type { FeedEnds, FeedLogReader, FeedPosition, LoggedEvent } from '../lambda/domain/feed-log.ts';
import type { JsonObject } from '../lambda/domain/json.ts';
import { loadedObject } from '../lambda/model/feed/render-feed-object.ts';

const READ_BYTES = 4096;
/** DynamoDB's own limit of what one call looks at. */
const SCAN_BYTES = 1024 * 1024;
const PARTITION = '48291301';

/** Where a record's version stands in the feed, too. */
const VERSION = 'version';

/**
 * Customers in a table, and what became of them in a feed log. Nothing is kept but the version of each and the order of the changes, so that
 * what a load holds is not lost among what is loaded.
 */
export class ChangingRecords implements FeedLogReader {
  /** Read request units of scans; of one scan through all, `least`. */
  units = 0;
  #cpuUs = 0;
  changes = 0;
  readonly versions: Uint32Array;
  readonly #changed: Uint32Array;
  readonly #changedTo: Uint32Array;
  readonly #fields: JsonObject;

  constructor(count: number, fields: JsonObject) {
    this.versions = new Uint32Array(count).fill(1);
    this.#changed = new Uint32Array(2 * count);
    this.#changedTo = new Uint32Array(2 * count);
    this.#fields = fields;
  }

  /** As many records as these change, at random. */
  change(count: number): void {
    for (let left = count; left > 0 && this.changes < this.#changed.length; left -= 1) {
      const index = Math.floor(Math.random() * this.versions.length);
      const version = (this.versions[index] ?? 0) + 1;
      this.versions[index] = version;
      this.#changed[this.changes] = index;
      this.#changedTo[this.changes] = version;
      this.changes += 1;
    }
  }

  /** A table that can be scanned. */
  get client(): Pick<DynamoDBClient, 'send'> {
    const send = async ({ input }: { input: ScanCommandInput }) => {
      const before = process.cpuUsage();
      const output = this.#scan(input);
      const { user, system } = process.cpuUsage(before);
      this.#cpuUs += user + system;
      return output;
    };
    return { send } as never;
  }

  /** What making the items has taken since this was last asked. */
  takeCpuMs(): number {
    const ms = this.#cpuUs / 1000;
    this.#cpuUs = 0;
    return ms;
  }

  /** Units of a scan of all records, as they are now, that is never begun again. */
  get least(): number {
    return (this.versions.length * itemSize(this.#item(0))) / READ_BYTES;
  }

  #scan({ ExclusiveStartKey, Limit = 500 }: ScanCommandInput) {
    const first = ExclusiveStartKey === undefined ? 0 : numberOf(ExclusiveStartKey) + 1;
    const items: Item[] = [];
    let bytes = 0;
    while (items.length < Limit && first + items.length < this.versions.length && bytes < SCAN_BYTES) {
      const item = this.#item(first + items.length);
      bytes += itemSize(item);
      items.push(item);
    }
    this.units += Math.ceil(bytes / READ_BYTES);
    const last = items.at(-1);
    const isEnd = first + items.length >= this.versions.length || last === undefined;
    return { Items: items, LastEvaluatedKey: isEnd ? undefined : { _owner: last._owner, _key: last._key } };
  }

  #item(index: number): Item {
    const version = this.versions[index] ?? 0;
    return toItem({
      ...{ _owner: `Customer#${index}`, _key: `Customer#${index}`, _transaction_id: 'bench' },
      ...{ 'Object Type': 'Customer', id: String(index), ...this.#fields },
      ...{ customerID: String(index), [VERSION]: String(version) },
    });
  }

  async ends(): Promise<FeedEnds> {
    return { latest: { [PARTITION]: this.changes }, subscriptionsVersion: 1 };
  }

  async read({ after, limit }: { readonly after: number; readonly limit: number }) {
    const until = Math.min(this.changes, after + limit);
    return Array.from({ length: until - after }, (_, at) => this.#event(after + at));
  }

  #event(change: number): LoggedEvent {
    const index = this.#changed[change] ?? 0;
    const key = { owner: `Customer#${index}`, type: 'Customer', id: String(index) };
    const fields = {
      ...{ 'Object Type': 'Customer', customerID: String(index), [VERSION]: String(this.#changedTo[change]) },
    };
    const object = loadedObject({ key, fields });
    if (object === undefined) throw new Error('the feed does not show it');
    const offset = change + 1;
    return { ...object, action: 'update', eventId: `event-${offset}`, offset, loggedAt: 0 };
  }

  async positionAt(): Promise<FeedPosition> {
    return { [PARTITION]: 0 };
  }
}

function numberOf(key: Item): number {
  return Number(key._owner?.S?.slice('Customer#'.length));
}

/** Which record a frame is of, and in which version; undefined for frames of the feed's own. */
export function versionIn(frame: string): { readonly index: number; readonly version: number } | undefined {
  const [, index] = /"ref":\{"type":"Customer","ids":\{"customer_id":"(\d+)"/.exec(frame) ?? [];
  const [, version] = /"version":"(\d+)"/.exec(frame) ?? [];
  return index === undefined || version === undefined
    ? undefined
    : { index: Number(index), version: Number(version) };
}
