import type { Item } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { itemSize } from '../../lambda/adapters/dynamodb/item-size.ts';
import type { FakeCall, FakeDynamoDb, Faults } from './fake-dynamodb.ts';

const WRITE_BYTES = 1024;
const READ_BYTES = 4096;

interface Target {
  readonly table: string;
  readonly key: Item;
}

/**
 * Counts request units as DynamoDB bills them (Developer Guide, "Read and write operations"): a write of up to 1 kB is one unit, in a
 * transaction two, by the larger of the item before and after; a consistent read of up to 4 kB is one, of nothing too.
 */
export class RequestUnits {
  writes = 0;
  reads = 0;
  calls = 0;
  readonly #fake: FakeDynamoDb;
  readonly #before = new Map<FakeCall, readonly number[]>();

  constructor(fake: FakeDynamoDb) {
    this.#fake = fake;
  }

  readonly faults: Faults = {
    before: (call) => {
      this.#before.set(call, this.#sizes(targetsOf(call)));
    },
    after: (call) => {
      this.calls += 1;
      const before = this.#before.get(call) ?? [];
      const after = this.#sizes(targetsOf(call));
      const larger = before.map((size, index) => Math.max(size, after[index] ?? 0));
      if (call.name === 'BatchGetItemCommand')
        this.reads += sum(before.map((size) => units(size, READ_BYTES)));
      else if (call.name === 'QueryCommand') this.reads += units(this.#queried(call), READ_BYTES);
      else
        this.writes +=
          sum(larger.map((size) => units(size, WRITE_BYTES))) *
          (call.name === 'TransactWriteItemsCommand' ? 2 : 1);
    },
  };

  #sizes(targets: readonly Target[]): readonly number[] {
    const tables = new Map<string, ReadonlyMap<string, Item>>();
    return targets.map(({ table, key }) => {
      const items =
        tables.get(table) ??
        new Map(this.#fake.items(table).map((item): [string, Item] => [keyText(item), item]));
      tables.set(table, items);
      const item = items.get(keyText(key));
      return item === undefined ? 0 : itemSize(item);
    });
  }

  /** Bytes of the rows that a query of a lane, or of a partition of the ledger, gives back. */
  #queried({ input }: FakeCall): number {
    const { TableName, Limit, ExpressionAttributeValues, KeyConditionExpression } = input as {
      TableName: string;
      Limit?: number;
      ExpressionAttributeValues: Item;
      KeyConditionExpression: string;
    };
    const name = KeyConditionExpression.startsWith('#lane') ? 'LANE' : 'pk';
    const partition = ExpressionAttributeValues[':lane'] ?? ExpressionAttributeValues[':pk'];
    const found = this.#fake.items(TableName).filter((item) => same(item[name], partition));
    return sum(found.slice(0, Limit ?? found.length).map(itemSize));
  }
}

function targetsOf({ name, input }: FakeCall): readonly Target[] {
  if (name === 'UpdateItemCommand') {
    const { TableName: table, Key: key } = input as { TableName: string; Key: Item };
    return [{ table, key }];
  }
  if (name === 'BatchGetItemCommand') {
    const { RequestItems } = input as { RequestItems: Record<string, { Keys: Item[] }> };
    return Object.entries(RequestItems).flatMap(([table, { Keys }]) => Keys.map((key) => ({ table, key })));
  }
  if (name === 'BatchWriteItemCommand') {
    const { RequestItems } = input as { RequestItems: Record<string, { PutRequest?: { Item: Item } }[]> };
    return Object.entries(RequestItems).flatMap(([table, writes]) =>
      writes.flatMap(({ PutRequest }) => (PutRequest ? [{ table, key: PutRequest.Item }] : [])),
    );
  }
  if (name !== 'TransactWriteItemsCommand') return [];
  const { TransactItems } = input as {
    TransactItems: Record<string, { TableName: string; Key?: Item; Item?: Item }>[];
  };
  return TransactItems.flatMap((action) =>
    Object.values(action).map(({ TableName: table, Key, Item = {} }) => ({ table, key: Key ?? Item })),
  );
}

function keyText(item: Item): string {
  const names = 'pk' in item ? ['pk', 'sk'] : ['LANE', 'NUMBER'];
  return JSON.stringify(names.map((name) => item[name]));
}

function units(bytes: number, unit: number): number {
  return Math.max(1, Math.ceil(bytes / unit));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
