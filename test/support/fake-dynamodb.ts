import {
  type BatchGetItemCommandInput,
  type BatchWriteItemCommandInput,
  type CancellationReason,
  ConditionalCheckFailedException,
  type GetItemCommandInput,
  type QueryCommandInput,
  type ScanCommandInput,
  TransactionCanceledException,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
  type Update,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { itemSize } from '../../lambda/adapters/dynamodb/item-size.ts';
import { LEDGER_TABLE, RECORDS_TABLE } from '../../lambda/records/contract.ts';
import { canonical, copied } from './canonical-item.ts';
import { compareKeys, conditionHolds, updated } from './dynamodb-expression.ts';
import { failed, MAX_ITEM_BYTES, refuse, refuseItem } from './dynamodb-refusals.ts';
import { scanned } from './dynamodb-scan.ts';
import { FakeTable } from './fake-table.ts';

/** One call as it goes to DynamoDB. */
export interface FakeCall {
  /** `TransactWriteItemsCommand` and so on. */
  readonly name: string;
  readonly input: unknown;
}

/** Called around a call's effect: throws to have it fail before, or after, it has happened. */
export interface Faults {
  before?(call: FakeCall): void | Promise<void>;
  after?(call: FakeCall): void | Promise<void>;
}

/** A change of an item of the Records table, as its stream has it. */
export interface StreamedChange {
  readonly oldImage?: Item;
  readonly newImage?: Item;
}

const INDEXES: Readonly<Record<string, readonly [string, string]>> = Object.fromEntries(
  [LEDGER_TABLE.unfinishedIndex, RECORDS_TABLE.listedIndex].map((index) => [
    index.indexName,
    [index.partitionKey, index.sortKey],
  ]),
);
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
const PAGE_BYTES = 1024 * 1024;

/**
 * DynamoDB in memory, as far as the record store uses it, with its documented limits: transactions with conditions,
 * tokens and reasons, batches, consistent queries in pages, one sparse index. Every call takes effect at one moment.
 */
export class FakeDynamoDb {
  readonly tables = { records: 'Records', ledger: 'Ledger' } as const;
  readonly #tables = new Map([
    ['Records', new FakeTable([RECORDS_TABLE.partitionKey, RECORDS_TABLE.sortKey])],
    ['Ledger', new FakeTable([LEDGER_TABLE.partitionKey, LEDGER_TABLE.sortKey])],
  ]);

  /** `more`: further tables by name, with the names of their partition and sort keys. */
  constructor(more: Readonly<Record<string, readonly [string, string]>> = {}) {
    for (const [name, keys] of Object.entries(more)) this.#tables.set(name, new FakeTable(keys));
  }

  readonly #tokens = new Map<string, string>();
  readonly #changes: StreamedChange[] = [];

  /** A client whose calls end here. */
  client(faults: Faults = {}): { send(command: unknown): Promise<never> } {
    const send = async (command: { input: unknown; constructor: { name: string } }): Promise<unknown> => {
      const call = { name: command.constructor.name, input: copied(command.input) };
      await faults.before?.(call);
      const output = copied(this.#perform(call));
      await faults.after?.(call);
      return output;
    };
    return { send: send as (command: unknown) => Promise<never> };
  }

  /** All items of a table, in the order of their keys. */
  items(table: string): readonly Item[] {
    const { keys, items } = this.#table(Object(this.tables)[table] ?? table);
    const order = (a: Item, b: Item, key: string) => compareKeys(a[key], b[key]);
    return [...items.values()].sort((a, b) => order(a, b, keys[0]) || order(a, b, keys[1]));
  }

  /** Changes of the Records table, in order. */
  changes(): readonly StreamedChange[] {
    return [...this.#changes];
  }

  /** Writes an item as another writer would, who asks nobody. */
  put(table: 'records' | 'ledger', item: Item): void {
    this.#store(this.tables[table], { item });
  }

  /** Removes an item as another writer would, or time to live. */
  remove(table: 'records' | 'ledger', key: Item): void {
    this.removeFrom(this.tables[table], key);
  }

  /** The same in any table, by its name. */
  removeFrom(table: string, key: Item): void {
    this.#store(table, { key });
  }

  #perform({ name, input }: FakeCall): unknown {
    switch (name) {
      case 'BatchGetItemCommand':
        return this.#batchGet(input as BatchGetItemCommandInput);
      case 'BatchWriteItemCommand':
        return this.#batchWrite(input as BatchWriteItemCommandInput);
      case 'GetItemCommand':
        return this.#get(input as GetItemCommandInput);
      case 'QueryCommand':
        return this.#query(input as QueryCommandInput);
      case 'ScanCommand':
        return this.#scan(input as ScanCommandInput);
      case 'UpdateItemCommand':
        return this.#update(input as UpdateItemCommandInput);
      case 'TransactWriteItemsCommand':
        return this.#transact(input as TransactWriteItemsCommandInput);
      default:
        throw new Error(`${name} is not made up here`);
    }
  }

  #batchGet({ RequestItems = {} }: BatchGetItemCommandInput): unknown {
    const wanted = Object.entries(RequestItems);
    const keys = wanted.flatMap(([, { Keys = [] }]) => Keys);
    refuse(keys.length === 0 || keys.length > 100, 'BatchGetItem takes 1 to 100 keys');
    refuse(new Set(keys.map((key) => JSON.stringify(key))).size < keys.length, 'a key stands twice');
    const Responses = Object.fromEntries(
      wanted.map(([table, { Keys = [] }]) => [
        table,
        Keys.map((key) => this.#table(table).items.get(this.#place(table, key))).filter(Boolean),
      ]),
    );
    return { Responses };
  }

  #get({ TableName = '', Key = {} }: GetItemCommandInput): unknown {
    return { Item: this.#table(TableName).items.get(this.#place(TableName, Key)) };
  }

  #batchWrite({ RequestItems = {} }: BatchWriteItemCommandInput): unknown {
    const requests = Object.entries(RequestItems).flatMap(([table, few]) =>
      few.map(({ PutRequest, DeleteRequest }) => ({
        table,
        item: PutRequest?.Item,
        key: DeleteRequest?.Key,
      })),
    );
    refuse(requests.length === 0 || requests.length > 25, 'BatchWriteItem takes 1 to 25 requests');
    const places = requests.map(({ table, item, key }) => table + this.#place(table, item ?? key ?? {}));
    refuse(new Set(places).size < places.length, 'an item stands twice');
    for (const { item } of requests) refuseItem(item);
    for (const { table, ...write } of requests) this.#store(table, write);
    return {};
  }

  #query(input: QueryCommandInput): unknown {
    const { TableName = '', IndexName, KeyConditionExpression = '', ExclusiveStartKey } = input;
    const table = this.#table(TableName);
    const { keys } = table;
    refuse(IndexName !== undefined && input.ConsistentRead === true, 'an index has no consistent reads');
    const order = IndexName === undefined ? keys : (INDEXES[IndexName] ?? keys);
    const [, name = '', value = ''] = /(#\w+) = (:\w+)/.exec(KeyConditionExpression) ?? [];
    const isOfTable = input.ExpressionAttributeNames?.[name] === keys[0];
    const items = isOfTable
      ? table.partition(input.ExpressionAttributeValues?.[value])
      : table.items.values();
    const found = [...items]
      .filter((item) => order.every((key) => item[key] !== undefined))
      .filter((item) => conditionHolds(KeyConditionExpression, item, input))
      .sort((a, b) => compareKeys(a[order[1]], b[order[1]]));
    if (input.ScanIndexForward === false) found.reverse();
    const places = found.map((item) => this.#place(TableName, item));
    const from = ExclusiveStartKey && this.#place(TableName, ExclusiveStartKey);
    const page: Item[] = [];
    let bytes = 0;
    for (const item of found.slice(from === undefined ? 0 : places.indexOf(from) + 1)) {
      page.push(IndexName === undefined ? item : pick(item, [...keys, ...order]));
      bytes += itemSize(item);
      if (bytes > PAGE_BYTES || page.length === input.Limit)
        return { Items: page, LastEvaluatedKey: pick(item, keys) };
    }
    return { Items: page };
  }

  #scan(input: ScanCommandInput): unknown {
    const { keys, items } = this.#table(input.TableName ?? '');
    return scanned([...items.values()], keys, input);
  }

  #update(input: UpdateItemCommandInput): unknown {
    const { reason, table, item } = this.#action({ Update: input as Update });
    if (reason.Code === 'ConditionalCheckFailed')
      throw new ConditionalCheckFailedException({
        message: 'The conditional request failed',
        $metadata: { httpStatusCode: 400 },
      });
    refuse(reason.Code !== 'None', reason.Message ?? '');
    this.#store(table, { item });
    return input.ReturnValues === 'ALL_NEW' ? { Attributes: canonical(item ?? {}) } : {};
  }

  #transact({ TransactItems = [], ClientRequestToken = '' }: TransactWriteItemsCommandInput): unknown {
    refuse(TransactItems.length === 0 || TransactItems.length > 100, 'a transaction has 1 to 100 actions');
    const text = JSON.stringify(TransactItems);
    const before = this.#tokens.get(ClientRequestToken);
    if (before !== undefined && before !== text) throw failed('IdempotentParameterMismatchException', '');
    if (before !== undefined) return {};
    const actions = TransactItems.map((action) => this.#action(action));
    refuse(new Set(actions.map(({ place }) => place)).size < actions.length, 'an item stands twice');
    for (const { item, kind } of actions) if (kind === 'Put') refuseItem(item);
    const bytes = actions.reduce((sum, { item, key }) => sum + itemSize(item ?? key), 0);
    refuse(bytes > MAX_TRANSACTION_BYTES, 'a transaction has at most 4 MB');
    const reasons = actions.map(({ reason }) => reason);
    if (reasons.some(({ Code }) => Code !== 'None'))
      throw new TransactionCanceledException({
        message: 'Transaction cancelled',
        $metadata: { httpStatusCode: 400 },
        CancellationReasons: reasons,
      });
    for (const { table, kind, item, key } of actions)
      if (kind !== 'ConditionCheck') this.#store(table, item === undefined ? { key } : { item });
    if (ClientRequestToken !== '') this.#tokens.set(ClientRequestToken, text);
    return {};
  }

  /** What an action would leave (no item: nothing), or why it may not. */
  #action(action: TransactWriteItem): {
    kind: string;
    table: string;
    place: string;
    key: Item;
    item: Item | undefined;
    reason: CancellationReason;
  } {
    const [kind = '', body] = Object.entries(action)[0] ?? [];
    const { TableName: table, ConditionExpression, UpdateExpression, Item: whole, Key } = body;
    refuse(kind === 'ConditionCheck' && !ConditionExpression, 'a condition check needs a condition');
    refuse((UpdateExpression?.length ?? 0) > 4096, 'an expression has at most 4 KB');
    const key = pick(whole ?? Key, this.#table(table).keys);
    const place = this.#place(table, key);
    const old = this.#table(table).items.get(place);
    const holds = ConditionExpression === undefined || conditionHolds(ConditionExpression, old ?? {}, body);
    const change = kind === 'Update' && holds ? updated(UpdateExpression, old ?? key, body) : undefined;
    const item = kind === 'Put' ? whole : change;
    let reason: CancellationReason = { Code: 'None' };
    if (!holds)
      reason = {
        Code: 'ConditionalCheckFailed',
        ...(body.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && old !== undefined && { Item: old }),
      };
    else if (kind === 'Update' && itemSize(item) > MAX_ITEM_BYTES)
      reason = {
        Code: 'ValidationError',
        Message: 'Item size to update has exceeded the maximum allowed size',
      };
    return { kind, table, place: `${table} ${place}`, key, item, reason };
  }

  #store(table: string, { item, key }: { item?: Item | undefined; key?: Item | undefined }): void {
    const stored = this.#table(table);
    const place = this.#place(table, item ?? key ?? {});
    const oldImage = stored.items.get(place);
    const newImage = item && canonical(item);
    if (newImage === undefined) stored.remove(place);
    else stored.put(place, newImage);
    // The stream has no record of a write that changes nothing.
    if (table !== 'Records' || JSON.stringify(oldImage) === JSON.stringify(newImage)) return;
    this.#changes.push({ ...(oldImage && { oldImage }), ...(newImage && { newImage }) });
  }

  #table(name: string): FakeTable {
    const table = this.#tables.get(name);
    if (table === undefined) throw failed('ResourceNotFoundException', name);
    return table;
  }

  #place(table: string, item: Item): string {
    const values = this.#table(table).keys.map((key) => item[key]?.S ?? item[key]?.N ?? '');
    refuse(
      values.some((value) => value === ''),
      'a key is missing or empty',
    );
    return JSON.stringify(values);
  }
}

function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
