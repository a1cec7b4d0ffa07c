import { AppError } from '../../domain/app-error.ts';
import type { FeedSubscription, SubscriptionStore } from '../../domain/feed-subscription.ts';
import type { Item } from './attribute-value.ts';
import { ENDS_KEY, FEED_ROW } from './feed-layout.ts';
import { type FeedTableOptions, feedTableCalls } from './feed-table-calls.ts';
import type { TableCalls } from './table-calls.ts';

/** How long a put is tried. */
const LONGEST_MS = 10_000;
const CONTENT = 'subscription';

/** Subscriptions in the feed's state table, a row a client; the ends row tells open connections of a change. */
export class DynamoDbSubscriptions implements SubscriptionStore {
  readonly #calls: TableCalls;
  readonly #table: string;

  constructor(options: FeedTableOptions) {
    this.#calls = feedTableCalls(options);
    this.#table = options.table;
  }

  async find(clientId: string): Promise<FeedSubscription | undefined> {
    const [item] = await this.#calls.get(this.#table, [subscriptionKey(clientId)]);
    const text = item?.[CONTENT]?.S;
    if (item !== undefined && text === undefined)
      throw new AppError('INTERNAL', 'a subscription without content');
    return text === undefined ? undefined : JSON.parse(text);
  }

  async put(clientId: string, { objects, fields }: FeedSubscription): Promise<void> {
    const text = JSON.stringify({ objects, fields });
    const deadline = this.#calls.clock() + LONGEST_MS;
    for (let tries = 1; ; tries++) {
      const { kind } = await this.#calls.transact(
        [
          { Put: { TableName: this.#table, Item: { ...subscriptionKey(clientId), [CONTENT]: { S: text } } } },
          {
            Update: {
              TableName: this.#table,
              Key: ENDS_KEY,
              UpdateExpression: 'ADD #version :one',
              ExpressionAttributeNames: { '#version': FEED_ROW.subscriptionsVersion },
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          },
        ],
        deadline,
      );
      if (kind === 'done') return;
      // Nothing has a condition: it met the log, which tells its readers of new events in the same row.
      if (this.#calls.clock() >= deadline)
        throw new AppError('CONTENTION', 'the ends of the feed were changed all the time', {
          retryable: true,
        });
      await this.#calls.pause(tries);
    }
  }
}

function subscriptionKey(clientId: string): Item {
  return {
    [FEED_ROW.partitionKey]: { S: `subscription#${clientId}` },
    [FEED_ROW.sortKey]: { S: 'subscription' },
  };
}
