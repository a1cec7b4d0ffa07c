import { DynamoDbFeedLogReader } from '../../lambda/adapters/dynamodb/dynamodb-feed-log-reader.ts';
import { DynamoDbFeedLogWriter } from '../../lambda/adapters/dynamodb/dynamodb-feed-log-writer.ts';
import { MemoryFeedLog } from '../../lambda/adapters/memory/memory-feed-log.ts';
import { FEED_RETENTION_MS } from '../../lambda/domain/feed-log.ts';
import { newPage } from '../support/feed-events.ts';
import { FEED_TABLES, fakeFeedTables } from '../support/feed-tables.ts';
import { feedLogContract } from './feed-log.ts';

const NOW = Date.UTC(2026, 10, 22, 9);

describe('the feed log in memory', () => {
  feedLogContract(() => {
    const time = { now: NOW };
    const log = new MemoryFeedLog({ clock: () => time.now });
    return { writer: log, reader: log, time, expire: () => {} };
  });
});

describe('the feed log in DynamoDB', () => {
  feedLogContract(() => {
    const time = { now: NOW };
    const tables = fakeFeedTables();
    const options = {
      client: tables.fake.client(),
      tables: FEED_TABLES,
      clock: () => time.now,
      sleep: () => Promise.resolve(),
    };
    return {
      writer: new DynamoDbFeedLogWriter({ ...options, partitions: 8 }),
      reader: new DynamoDbFeedLogReader(options),
      time,
      expire: () => tables.expire(time.now),
    };
  });

  it('gives a feed that is made anew other partitions, and one that is there keeps its own', async () => {
    const namesIn = (fake: ReturnType<typeof fakeFeedTables>['fake'], partitions: number) =>
      new DynamoDbFeedLogWriter({ client: fake.client(), tables: FEED_TABLES, partitions }).partitions();
    const { fake } = fakeFeedTables();
    const names = await namesIn(fake, 4);
    expect(names).toHaveLength(4);
    expect(await namesIn(fake, 16)).toEqual(names);
    expect(await namesIn(fakeFeedTables().fake, 4)).not.toEqual(names);
  });

  it('has a key of its own, made once, that nobody else has', async () => {
    const keyOf = async ({ fake }: ReturnType<typeof fakeFeedTables>) => {
      const options = { client: fake.client(), tables: FEED_TABLES, partitions: 4 };
      await new DynamoDbFeedLogWriter(options).partitions();
      return (await new DynamoDbFeedLogReader(options).ends()).sealKey ?? '';
    };
    const tables = fakeFeedTables();
    const key = await keyOf(tables);
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(await keyOf(tables)).toBe(key);
    expect(await keyOf(fakeFeedTables())).not.toBe(key);
  });

  it('finds what is kept without going through what is not, though it has not been removed', async () => {
    const time = { now: NOW };
    const { fake } = fakeFeedTables();
    let calls = 0;
    const send = fake.client().send.bind(fake.client()) as (command: unknown) => Promise<unknown>;
    const client = { send: (command: unknown) => send(command).finally(() => (calls += 1)) };
    const options = {
      client: client as ReturnType<typeof fake.client>,
      tables: FEED_TABLES,
      clock: () => time.now,
    };
    const writer = new DynamoDbFeedLogWriter({ ...options, partitions: 1 });
    const [partition = ''] = await writer.partitions();
    const log = async (id: string) => {
      await writer.append(newPage(await writer.tail(partition), [id], { loggedAt: time.now }));
    };
    for (let page = 1; page <= 60; page += 1) await log(`old ${page}`);
    time.now += FEED_RETENTION_MS + 1;
    const reader = new DynamoDbFeedLogReader(options);
    for (const kept of [[], ['new']]) {
      for (const id of kept) await log(id);
      calls = 0;
      const events = await reader.read({ partition, after: 7, limit: 100 });
      expect(events.map(({ eventId }) => eventId)).toEqual(kept);
      expect(calls).toBeLessThanOrEqual(3);
    }
  });

  it('is empty, and not an error, to a reader who comes before the writer', async () => {
    const { fake } = fakeFeedTables();
    const reader = new DynamoDbFeedLogReader({ client: fake.client(), tables: FEED_TABLES });
    expect(await reader.ends()).toEqual({ latest: {}, subscriptionsVersion: 0 });
    expect(await reader.positionAt(0)).toEqual({});
    expect(await reader.read({ partition: '48291301', after: 0, limit: 10 })).toEqual([]);
  });
});
