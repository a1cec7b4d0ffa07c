import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../lambda/adapters/dynamodb/attribute-value.ts';
import { DynamoDbFeedLogReader } from '../lambda/adapters/dynamodb/dynamodb-feed-log-reader.ts';
import {
  ENDS_KEY,
  FEED_ROW,
  latestAttribute,
  pageExpiry,
  pageKey,
} from '../lambda/adapters/dynamodb/feed-layout.ts';
import { packPage } from '../lambda/adapters/dynamodb/feed-page.ts';
import { itemSize } from '../lambda/adapters/dynamodb/item-size.ts';
import type { LoggedEvent } from '../lambda/domain/feed-log.ts';

const READ_BYTES = 4096;
const QUERY_BYTES = 1024 * 1024;

interface Row {
  readonly sort: string;
  readonly item: Item;
}

/** The feed's tables as far as readers ask for them, with what DynamoDB would bill (Developer Guide, "Read and write operations"). */
export class PageTable {
  readonly reader: DynamoDbFeedLogReader;
  /** Read request units: of the ends, and of pages. */
  endsUnits = 0;
  pageUnits = 0;
  readonly #ends: Item;
  readonly #pages = new Map<string, Row[]>();
  readonly #latest = new Map<string, number>();

  constructor(partitions: readonly string[]) {
    this.#ends = {
      ...ENDS_KEY,
      [FEED_ROW.feed]: { N: partitions[0]?.slice(0, 6) ?? '' },
      [FEED_ROW.partitions]: { N: String(partitions.length) },
      [FEED_ROW.subscriptionsVersion]: { N: '1' },
    };
    const send = async (command: { readonly input: object }) => this.#answer(command.input as never);
    const client = { send } as unknown as Pick<DynamoDBClient, 'send'>;
    this.reader = new DynamoDbFeedLogReader({ client, tables: { log: 'log', state: 'state' } });
  }

  /** Packs a page as the indexer does; the result lets it out. */
  async prepared(partition: string, events: readonly LoggedEvent[]): Promise<() => void> {
    const [first, last] = [events[0]?.offset ?? 0, events.at(-1)?.offset ?? 0];
    const loggedAt = events[0]?.loggedAt ?? 0;
    const parts = await packPage(events);
    const rows = parts.map((bytes, part) => {
      const key = pageKey(partition, first, part);
      const numbers = {
        [FEED_ROW.events]: events.length,
        [FEED_ROW.parts]: parts.length,
        [FEED_ROW.loggedAt]: loggedAt,
      };
      const counted = Object.entries(numbers).map(([name, number]) => [name, { N: String(number) }]);
      const item: Item = {
        ...key,
        ...Object.fromEntries(counted),
        [FEED_ROW.page]: { B: bytes },
        ...pageExpiry(loggedAt),
      };
      return { partition: key[FEED_ROW.partitionKey]?.S ?? '', sort: key[FEED_ROW.sortKey]?.S ?? '', item };
    });
    return () => {
      for (const row of rows) {
        const pages = this.#pages.get(row.partition) ?? [];
        this.#pages.set(row.partition, pages);
        pages.push(row);
      }
      this.#latest.set(partition, last);
    };
  }

  #answer(input: {
    readonly RequestItems?: Record<string, unknown>;
    readonly KeyConditionExpression: string;
    readonly ExpressionAttributeValues: Item;
    readonly ExclusiveStartKey?: Item;
    readonly Limit?: number;
  }) {
    if (input.RequestItems !== undefined) return this.#endsRow();
    const { KeyConditionExpression: condition, ExpressionAttributeValues: values, Limit = 1000 } = input;
    const rows = this.#pages.get(values[':pk']?.S ?? '') ?? [];
    const behind = input.ExclusiveStartKey?.sk?.S;
    const first =
      rows.findLastIndex(({ sort }) => sort < (values[':sk']?.S ?? '') || sort <= (behind ?? '')) + 1;
    const isBackwards = condition.includes('<');
    const found = isBackwards
      ? rows.slice(Math.max(0, first - 1), first)
      : withinLimits(rows.slice(first, first + Limit));
    this.pageUnits += Math.max(1, Math.ceil(sizeOf(found) / READ_BYTES));
    const isEnd = isBackwards || first + found.length >= rows.length;
    return {
      Items: found.map(({ item }) => item),
      LastEvaluatedKey: isEnd ? undefined : keyOf(found.at(-1)?.item),
    };
  }

  #endsRow() {
    const latest = [...this.#latest].map(([partition, last]) => [
      latestAttribute(partition),
      { N: String(last) },
    ]);
    const row: Item = { ...this.#ends, ...Object.fromEntries(latest) };
    this.endsUnits += Math.ceil(itemSize(row) / READ_BYTES);
    return { Responses: { state: [row] } };
  }
}

function withinLimits(rows: readonly Row[]): readonly Row[] {
  let bytes = 0;
  const end = rows.findIndex(({ item }) => {
    bytes += itemSize(item);
    return bytes > QUERY_BYTES;
  });
  return end === -1 ? rows : rows.slice(0, Math.max(1, end));
}

function sizeOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { item }) => sum + itemSize(item), 0);
}

function keyOf(item: Item = {}): Item {
  return { pk: item[FEED_ROW.partitionKey] ?? { S: '' }, sk: item[FEED_ROW.sortKey] ?? { S: '' } };
}
