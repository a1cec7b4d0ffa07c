import { randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  BatchWriteItemCommand,
  type CancellationReason,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { AppError } from '../../domain/app-error.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Item } from './attribute-value.ts';
import { failureOf } from './failure.ts';

const KEYS_A_READ = 100;
const ITEMS_A_WRITE = 25;
/** On top of what the client itself repeats. */
const REPEATS = 5;

/** Waits that grow from 10 ms to 4 s, drawn at random so that those who met do not meet again. */
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 4000;

export interface TableCallsOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly clock: Clock;
  /** Numbers from 0 to less than 1. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** `done`, or nothing happened: the reasons by action, `Code` 'None' for those that were not to blame. */
export type TransactOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled'; readonly reasons: readonly CancellationReason[] };

/** DynamoDB's calls with their limits dealt with: pages, unprocessed items, answers that were lost on the way. */
export class TableCalls {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #random: () => number;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly clock: Clock;

  constructor({ client, clock, random, sleep }: TableCallsOptions) {
    this.#client = client;
    this.#random = random;
    this.#sleep = sleep;
    this.clock = clock;
  }

  /** Waits before try number `tries` (from 1), with full jitter. */
  async pause(tries: number): Promise<void> {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10));
    await this.#sleep(Math.ceil(this.#random() * longest));
  }

  /** The items of these keys, read consistently, each where its key stands; no key twice. */
  async get(table: string, keys: readonly Item[]): Promise<readonly (Item | undefined)[]> {
    const batches = chunksOf(keys, KEYS_A_READ);
    const found = (await Promise.all(batches.map((batch) => this.#getBatch(table, batch)))).flat();
    const byKey = new Map(found.map((item) => [keyText(item, keys[0] ?? {}), item]));
    return keys.map((key) => byKey.get(keyText(key, key)));
  }

  async #getBatch(table: string, keys: readonly Item[]): Promise<readonly Item[]> {
    const found: Item[] = [];
    let left: readonly Item[] = keys;
    for (let tries = 1; left.length > 0; tries++) {
      const RequestItems = { [table]: { Keys: [...left], ConsistentRead: true } };
      const output: BatchGetItemCommandOutput = await this.#again(() =>
        this.#client.send(new BatchGetItemCommand({ RequestItems })),
      );
      found.push(...(output.Responses?.[table] ?? []));
      left = output.UnprocessedKeys?.[table]?.Keys ?? [];
      if (left.length > 0) await this.pause(tries);
    }
    return found;
  }

  /** All items that a query finds, page by page as they are asked for. */
  async *query(input: QueryCommandInput): AsyncGenerator<Item> {
    let from: Item | undefined;
    do {
      const page = await this.#again(() =>
        this.#client.send(new QueryCommand({ ...input, ExclusiveStartKey: from })),
      );
      yield* page.Items ?? [];
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  }

  /** One page of what a query finds, and whether there is more. */
  async page(input: QueryCommandInput): Promise<{ items: readonly Item[]; more: boolean }> {
    const page = await this.#again(() => this.#client.send(new QueryCommand(input)));
    return { items: page.Items ?? [], more: page.LastEvaluatedKey !== undefined };
  }

  /** One page of a scan, and the key that the next one begins after. */
  async scan(input: ScanCommandInput): Promise<{ items: readonly Item[]; last: Item | undefined }> {
    const page = await this.#again(() => this.#client.send(new ScanCommand(input)));
    return { items: page.Items ?? [], last: page.LastEvaluatedKey };
  }

  /** All items that a query finds. */
  async queryAll(input: QueryCommandInput): Promise<readonly Item[]> {
    const found: Item[] = [];
    for await (const item of this.query(input)) found.push(item);
    return found;
  }

  /** Puts and deletes items, each by itself and in no order. May be repeated. */
  async write(table: string, requests: readonly WriteRequest[]): Promise<void> {
    for (const batch of chunksOf(requests, ITEMS_A_WRITE)) {
      let left: readonly WriteRequest[] = batch;
      for (let tries = 1; left.length > 0; tries++) {
        const RequestItems = { [table]: [...left] };
        const output = await this.#again(() =>
          this.#client.send(new BatchWriteItemCommand({ RequestItems })),
        );
        left = output.UnprocessedItems?.[table] ?? [];
        if (left.length > 0) await this.pause(tries);
      }
    }
  }

  /**
   * Updates one item and gives back all of it as it then is; undefined when the condition does not hold. When an answer is lost the
   * update is sent again, so that it may happen twice.
   */
  async update(input: UpdateItemCommandInput): Promise<Item | undefined> {
    try {
      const output = await this.#again(() =>
        this.#client.send(new UpdateItemCommand({ ...input, ReturnValues: 'ALL_NEW' })),
      );
      return output.Attributes ?? {};
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** A call that may be repeated, repeated a few times. Throws AppError CONTENTION when it fails each time. */
  async #again<T>(call: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await call();
      } catch (error) {
        if (failureOf(error).kind === 'lasting') throw error;
        if (tries === REPEATS)
          throw new AppError('CONTENTION', 'the tables are throttled, or out of reach', {
            retryable: true,
            cause: error,
          });
      }
      await this.pause(tries);
    }
  }

  /**
   * Writes all or nothing, once. When the answer is lost the same is sent again with the same token, of which DynamoDB
   * knows for ten minutes whether it has happened; after the deadline AppError INTERNAL says that it is not known.
   */
  async transact(actions: readonly TransactWriteItem[], deadline: number): Promise<TransactOutcome> {
    const command = new TransactWriteItemsCommand({
      TransactItems: [...actions],
      ClientRequestToken: randomUUID(),
    });
    for (let tries = 1; ; tries++) {
      try {
        await this.#client.send(command);
        return { kind: 'done' };
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === 'cancelled') return failure;
        if (failure.kind === 'lasting') throw error;
        if (this.clock() >= deadline)
          throw new AppError('INTERNAL', 'the tables gave no answer in time; a write may have happened', {
            cause: error,
          });
      }
      await this.pause(tries);
    }
  }
}

/** Cut into pieces of at most `size`. */
export function chunksOf<T>(whole: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
    whole.slice(index * size, (index + 1) * size),
  );
}

function keyText(item: Item, key: Item): string {
  return JSON.stringify(Object.keys(key).map((name) => item[name]?.S ?? item[name]?.N));
}
