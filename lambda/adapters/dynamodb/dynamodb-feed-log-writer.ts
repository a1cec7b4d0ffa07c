import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../domain/app-error.ts';
import type { Clock } from '../../domain/clock.ts';
import type { FeedPosition } from '../../domain/feed-log.ts';
import { FEED_NUMBER_DIGITS, partitionNames } from '../../domain/feed-partitions.ts';
import type { Checkpoint, FeedLogWriter, NewPage, PartitionTail } from '../../feed-indexer/ports.ts';
import type { Item } from './attribute-value.ts';
import {
  ENDS_KEY,
  eventExpiry,
  eventKey,
  FEED_ROW,
  type FeedTableNames,
  latestAttribute,
  momentKey,
  numberOf,
  pageExpiry,
  pageKey,
  tailKey,
} from './feed-layout.ts';
import { packPage } from './feed-page.ts';
import { chunksOf, TableCalls } from './table-calls.ts';

/** Items that go in one call, and calls at the same time. */
const ITEMS_A_CALL = 25;
const CALLS_AT_ONCE = 8;
/** Of AES-256. */
const SEAL_KEY_BYTES = 32;
/** As long as an append may take, with its repetitions. */
const APPEND_MS = 8_000;

export interface FeedLogWriterOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tables: FeedTableNames;
  /** How many partitions the feed gets when it is made. */
  readonly partitions: number;
  /** @default Date.now */
  readonly clock?: Clock;
  /** Numbers from 0 to less than 1. @default Math.random */
  readonly random?: () => number;
  /** @default setTimeout */
  readonly sleep?: (ms: number) => Promise<void>;
}

/**
 * The feed log in two tables. A page, its moment and the partition's new tail are written in one transaction, under the condition that
 * the tail has not moved, so that no offset is given twice, even after all pages have expired.
 */
export class DynamoDbFeedLogWriter implements FeedLogWriter {
  readonly #calls: TableCalls;
  readonly #tables: FeedTableNames;
  readonly #partitions: number;
  readonly #random: () => number;

  constructor(options: FeedLogWriterOptions) {
    const { client, clock = Date.now, random = Math.random } = options;
    this.#calls = new TableCalls({ client, clock, random, sleep: options.sleep ?? ((ms) => sleep(ms)) });
    this.#tables = options.tables;
    this.#partitions = options.partitions;
    this.#random = random;
  }

  async partitions(): Promise<readonly string[]> {
    const lowest = 10 ** (FEED_NUMBER_DIGITS - 1);
    const feed = lowest + Math.floor(this.#random() * 9 * lowest);
    const ends = await this.#calls.update({
      TableName: this.#tables.state,
      Key: ENDS_KEY,
      UpdateExpression:
        'SET #feed = if_not_exists(#feed, :feed), #count = if_not_exists(#count, :count), #key = if_not_exists(#key, :key)',
      ExpressionAttributeNames: {
        '#feed': FEED_ROW.feed,
        '#count': FEED_ROW.partitions,
        '#key': FEED_ROW.sealKey,
      },
      ExpressionAttributeValues: {
        ':feed': { N: String(feed) },
        ':count': { N: String(this.#partitions) },
        ':key': { S: randomBytes(SEAL_KEY_BYTES).toString('base64') },
      },
    });
    return partitionNames(ends?.[FEED_ROW.feed]?.N ?? '', numberOf(ends, FEED_ROW.partitions));
  }

  async tail(partition: string): Promise<PartitionTail> {
    const [item] = await this.#calls.get(this.#tables.log, [tailKey(partition)]);
    return {
      partition,
      last: numberOf(item, FEED_ROW.last),
      loggedAt: numberOf(item, FEED_ROW.loggedAt),
      checkpoints: JSON.parse(item?.[FEED_ROW.checkpoints]?.S ?? '{}') as Record<string, Checkpoint>,
    };
  }

  async append(page: NewPage): Promise<PartitionTail | undefined> {
    const { tail, events, loggedAt, checkpoints } = page;
    const last = tail.last + events.length;
    const outcome = await this.#calls.transact(
      [
        this.#tailAction(page, last),
        this.#put({
          ...momentKey(tail.partition, { loggedAt, first: tail.last + 1 }),
          [FEED_ROW.first]: { N: String(tail.last + 1) },
          ...pageExpiry(loggedAt),
        }),
        ...(await this.#pageActions(page)),
      ],
      this.#calls.clock() + APPEND_MS,
    );
    if (outcome.kind === 'done') return { partition: tail.partition, last, loggedAt, checkpoints };
    const codes = outcome.reasons.flatMap(({ Code }) => (Code === undefined || Code === 'None' ? [] : Code));
    if (codes.includes('ConditionalCheckFailed')) return undefined;
    if (!codes.includes('TransactionConflict'))
      throw new AppError('INTERNAL', `a page of the feed log was refused: ${codes.join()}`);
    await this.#calls.pause(1);
    return undefined;
  }

  #tailAction({ tail, loggedAt, checkpoints }: NewPage, last: number): TransactWriteItem {
    const isFirst = tail.last === 0;
    return {
      Update: {
        TableName: this.#tables.log,
        Key: tailKey(tail.partition),
        UpdateExpression: 'SET #last = :last, #at = :at, #checkpoints = :checkpoints',
        ConditionExpression: isFirst ? 'attribute_not_exists(#last)' : '#last = :before',
        ExpressionAttributeNames: {
          '#last': FEED_ROW.last,
          '#at': FEED_ROW.loggedAt,
          '#checkpoints': FEED_ROW.checkpoints,
        },
        ExpressionAttributeValues: {
          ':last': { N: String(last) },
          ':at': { N: String(loggedAt) },
          ':checkpoints': { S: JSON.stringify(checkpoints) },
          ...(isFirst ? {} : { ':before': { N: String(tail.last) } }),
        },
      },
    };
  }

  async #pageActions({ tail, events, loggedAt }: NewPage): Promise<readonly TransactWriteItem[]> {
    const parts = await packPage(events);
    return parts.map((bytes, part) =>
      this.#put({
        ...pageKey(tail.partition, tail.last + 1, part),
        [FEED_ROW.events]: { N: String(events.length) },
        [FEED_ROW.parts]: { N: String(parts.length) },
        [FEED_ROW.loggedAt]: { N: String(loggedAt) },
        [FEED_ROW.page]: { B: bytes },
        ...pageExpiry(loggedAt),
      }),
    );
  }

  #put(item: Item): TransactWriteItem {
    return { Put: { TableName: this.#tables.log, Item: item } };
  }

  async seen(eventIds: readonly string[]): Promise<ReadonlySet<string>> {
    const items = await this.#calls.get(this.#tables.log, eventIds.map(eventKey));
    // Time to live comes late: what should be gone does not count.
    const now = this.#calls.clock() / 1000;
    return new Set(eventIds.filter((_, index) => numberOf(items[index], FEED_ROW.expires) > now));
  }

  async remember(eventIds: readonly string[]): Promise<void> {
    const expiry = eventExpiry(this.#calls.clock());
    const requests = eventIds.map((id) => ({ PutRequest: { Item: { ...eventKey(id), ...expiry } } }));
    const batches = chunksOf(requests, ITEMS_A_CALL).values();
    const work = async (): Promise<void> => {
      for (const batch of batches) await this.#calls.write(this.#tables.log, batch);
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
  }

  async show(latest: FeedPosition): Promise<void> {
    let left = Object.entries(latest);
    while (left.length > 0) {
      if (await this.#raise(left)) return;
      // Another shard was faster in some partition: what stands there is not lowered.
      const [ends] = await this.#calls.get(this.#tables.state, [ENDS_KEY]);
      left = left.filter(([partition, offset]) => numberOf(ends, latestAttribute(partition)) < offset);
    }
  }

  /** False when one of these partitions is shown as far already. */
  async #raise(latest: readonly (readonly [string, number])[]): Promise<boolean> {
    const terms = latest.map(([partition, offset], index) => ({
      name: [`#${index}`, latestAttribute(partition)] as const,
      value: [`:${index}`, { N: String(offset) }] as const,
      set: `#${index} = :${index}`,
      holds: `(attribute_not_exists(#${index}) OR #${index} < :${index})`,
    }));
    const ends = await this.#calls.update({
      TableName: this.#tables.state,
      Key: ENDS_KEY,
      UpdateExpression: `SET ${terms.map(({ set }) => set).join(', ')}`,
      ConditionExpression: terms.map(({ holds }) => holds).join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(terms.map(({ name }) => name)),
      ExpressionAttributeValues: Object.fromEntries(terms.map(({ value }) => value)),
    });
    return ends !== undefined;
  }
}
