import { FEED_TABLE } from '../../lambda/feed-indexer/contract.ts';
import { FakeDynamoDb } from './fake-dynamodb.ts';

/** What the feed's tables are called in tests. */
export const FEED_TABLES = { log: 'FeedLog', state: 'FeedState' } as const;

/** The feed's tables in memory, and the hand of time to live. */
export function fakeFeedTables(): { fake: FakeDynamoDb; expire(now: number): void } {
  const keys = [FEED_TABLE.partitionKey, FEED_TABLE.sortKey] as const;
  const fake = new FakeDynamoDb({ [FEED_TABLES.log]: keys, [FEED_TABLES.state]: keys });
  const expire = (now: number) => {
    for (const item of fake.items(FEED_TABLES.log))
      if (Number(item[FEED_TABLE.timeToLiveAttribute]?.N ?? Number.POSITIVE_INFINITY) * 1000 < now)
        fake.removeFrom(FEED_TABLES.log, item);
  };
  return { fake, expire };
}
