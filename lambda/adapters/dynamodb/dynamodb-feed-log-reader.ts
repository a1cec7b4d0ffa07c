import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../domain/clock.ts';
import {
  charactersOf,
  FEED_RETENTION_MS,
  type FeedEnds,
  type FeedLogReader,
  type FeedPosition,
  type LoggedEvent,
  READ_CHARACTERS,
} from '../../domain/feed-log.ts';
import { partitionNames } from '../../domain/feed-partitions.ts';
import type { Item } from './attribute-value.ts';
import {
  ENDS_KEY,
  FEED_ROW,
  type FeedTableNames,
  latestAttribute,
  momentsPartition,
  momentText,
  numberOf,
  offsetText,
  pagePlace,
  pagesPartition,
  tailKey,
} from './feed-layout.ts';
import { unpackPage } from './feed-page.ts';
import { TableCalls } from './table-calls.ts';

/** Rows that one query reads at most: pages that nobody asked for would be paid for. */
const ROWS_A_QUERY = 4;

export interface FeedLogReaderOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tables: FeedTableNames;
  /** @default Date.now */
  readonly clock?: Clock;
  /** Numbers from 0 to less than 1. @default Math.random */
  readonly random?: () => number;
  /** @default setTimeout */
  readonly sleep?: (ms: number) => Promise<void>;
}

type ReadRange = Parameters<FeedLogReader['read']>[0];

/** The feed log's tables, as readers see them. All reads are consistent. */
export class DynamoDbFeedLogReader implements FeedLogReader {
  readonly #calls: TableCalls;
  readonly #tables: FeedTableNames;

  constructor(options: FeedLogReaderOptions) {
    const { client, clock = Date.now, random = Math.random } = options;
    this.#calls = new TableCalls({ client, clock, random, sleep: options.sleep ?? ((ms) => sleep(ms)) });
    this.#tables = options.tables;
  }

  async ends(): Promise<FeedEnds> {
    const [ends] = await this.#calls.get(this.#tables.state, [ENDS_KEY]);
    const latest = partitionsOf(ends).map((partition) => [
      partition,
      numberOf(ends, latestAttribute(partition)),
    ]);
    return {
      latest: Object.fromEntries(latest),
      subscriptionsVersion: numberOf(ends, FEED_ROW.subscriptionsVersion),
      sealKey: ends?.[FEED_ROW.sealKey]?.S,
    };
  }

  read(range: ReadRange): Promise<readonly LoggedEvent[]> {
    return this.#readSince(range, this.#calls.clock() - FEED_RETENTION_MS);
  }

  async #readSince(range: ReadRange, oldest: number): Promise<readonly LoggedEvent[]> {
    const { partition, after, limit } = range;
    const events: LoggedEvent[] = [];
    let characters = 0;
    for await (const page of this.#pages(partition, after)) {
      if (page[0] !== undefined && page[0].loggedAt < oldest) {
        // What is not served any more stays for hours, or days: it is not gone through.
        const first = await this.#firstSince(partition, oldest);
        return first === undefined ? [] : this.#readSince({ ...range, after: first - 1 }, oldest);
      }
      const wanted = page.filter(({ offset }) => offset > after);
      events.push(...wanted);
      characters += charactersOf(wanted);
      if (events.length >= limit || characters >= READ_CHARACTERS) break;
    }
    return events;
  }

  /** Pages from the one with the first event after `after`, in order. */
  async *#pages(partition: string, after: number): AsyncGenerator<readonly LoggedEvent[]> {
    let isFirst = true;
    let rows: Item[] = [];
    for await (const row of this.#rows(partition, after + 1)) {
      const { first, part } = pagePlace(row);
      if (isFirst && first !== after + 1) yield await this.#pageBefore(partition, after + 1);
      isFirst = false;
      rows = part === 0 ? [row] : [...rows, row];
      if (rows.length === numberOf(row, FEED_ROW.parts)) yield await eventsOf(rows);
    }
    if (isFirst && after > 0) yield await this.#pageBefore(partition, after + 1);
  }

  /** The last page that begins before an offset; no events when there is none. */
  async #pageBefore(partition: string, offset: number): Promise<readonly LoggedEvent[]> {
    const { items } = await this.#calls.page({
      ...this.#query(pagesPartition(partition), '#sk < :sk', offsetText(offset)),
      ScanIndexForward: false,
      Limit: 1,
    });
    const [row] = items;
    if (row === undefined) return [];
    if (numberOf(row, FEED_ROW.parts) === 1) return eventsOf([row]);
    const first = offsetText(pagePlace(row).first);
    return eventsOf(
      await this.#calls.queryAll(this.#query(pagesPartition(partition), 'begins_with(#sk, :sk)', first)),
    );
  }

  #rows(partition: string, from: number): AsyncGenerator<Item> {
    return this.#calls.query({
      ...this.#query(pagesPartition(partition), '#sk >= :sk', offsetText(from)),
      Limit: ROWS_A_QUERY,
    });
  }

  #query(partition: string, condition: string, sort: string) {
    return {
      TableName: this.#tables.log,
      KeyConditionExpression: `#pk = :pk AND ${condition}`,
      ExpressionAttributeNames: { '#pk': FEED_ROW.partitionKey, '#sk': FEED_ROW.sortKey },
      ExpressionAttributeValues: { ':pk': { S: partition }, ':sk': { S: sort } },
      ConsistentRead: true,
    };
  }

  async positionAt(time: number): Promise<FeedPosition> {
    const from = Math.max(time, this.#calls.clock() - FEED_RETENTION_MS);
    const [ends] = await this.#calls.get(this.#tables.state, [ENDS_KEY]);
    const partitions = partitionsOf(ends);
    if (partitions.length === 0) return {};
    // The tails first: an event that is logged in between is then found by its moment, or comes after the position.
    const tails = await this.#calls.get(this.#tables.log, partitions.map(tailKey));
    const places = partitions.map(async (partition, index) => {
      const first = await this.#firstSince(partition, from);
      return [partition, first === undefined ? numberOf(tails[index], FEED_ROW.last) : first - 1];
    });
    return Object.fromEntries(await Promise.all(places));
  }

  /** Offset of the first event logged at a time or later. */
  async #firstSince(partition: string, time: number): Promise<number | undefined> {
    const { items } = await this.#calls.page({
      ...this.#query(momentsPartition(partition), '#sk >= :sk', momentText(time)),
      Limit: 1,
    });
    return items[0] && numberOf(items[0], FEED_ROW.first);
  }
}

function partitionsOf(ends: Item | undefined): readonly string[] {
  const feed = ends?.[FEED_ROW.feed]?.N;
  return feed === undefined ? [] : partitionNames(feed, numberOf(ends, FEED_ROW.partitions));
}

function eventsOf(rows: readonly Item[]): Promise<readonly LoggedEvent[]> {
  const [row] = rows;
  if (row === undefined) return Promise.resolve([]);
  const parts = rows.flatMap((part) => part[FEED_ROW.page]?.B ?? []);
  return unpackPage(parts, { first: pagePlace(row).first, loggedAt: numberOf(row, FEED_ROW.loggedAt) });
}
