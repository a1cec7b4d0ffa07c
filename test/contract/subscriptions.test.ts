import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDbSubscriptions } from '../../lambda/adapters/dynamodb/dynamodb-subscriptions.ts';
import { ENDS_KEY, FEED_ROW } from '../../lambda/adapters/dynamodb/feed-layout.ts';
import { MemorySubscriptions } from '../../lambda/adapters/memory/memory-subscriptions.ts';
import { EVERYTHING } from '../../lambda/domain/feed-subscription.ts';
import { FakeDynamoDb, type Faults } from '../support/fake-dynamodb.ts';
import { subscriptionsContract } from './subscriptions.ts';

function inDynamoDb(faults: Faults = {}) {
  const tables = new FakeDynamoDb({ state: [FEED_ROW.partitionKey, FEED_ROW.sortKey] });
  let now = 0;
  const sleep = async (ms: number) => {
    now += ms;
  };
  const options = { client: tables.client(faults), table: 'state', clock: () => now, random: () => 1, sleep };
  const ends = () =>
    tables
      .items('state')
      .find((item) => item[FEED_ROW.partitionKey]?.S === ENDS_KEY[FEED_ROW.partitionKey]?.S);
  return {
    store: new DynamoDbSubscriptions(options),
    version: () => Number(ends()?.[FEED_ROW.subscriptionsVersion]?.N ?? 0),
  };
}

/** What DynamoDB says when a transaction meets a write of the same item. */
function conflict(): TransactionCanceledException {
  const CancellationReasons = [{ Code: 'None' }, { Code: 'TransactionConflict' }];
  return new TransactionCanceledException({ $metadata: {}, message: 'conflict', CancellationReasons });
}

describe('subscriptions in memory', () => {
  subscriptionsContract(() => {
    let version = 0;
    const store = new MemorySubscriptions(() => {
      version += 1;
    });
    return { store, version: () => version };
  });
});

describe('subscriptions in DynamoDB', () => {
  subscriptionsContract(() => inDynamoDb());

  it('wait for the log when they meet it in the row that they share', async () => {
    let met = 0;
    const { store, version } = inDynamoDb({
      before: ({ name }) => {
        if (name === 'TransactWriteItemsCommand' && met++ < 3) throw conflict();
      },
    });
    await store.put('warehouse', EVERYTHING);
    expect(version()).toBe(1);
    expect(await store.find('warehouse')).toEqual(EVERYTHING);
  });

  it('give up, and have changed nothing, when they meet it all the time', async () => {
    const { store, version } = inDynamoDb({
      before: ({ name }) => {
        if (name === 'TransactWriteItemsCommand') throw conflict();
      },
    });
    await expect(store.put('warehouse', EVERYTHING)).rejects.toMatchObject({
      code: 'CONTENTION',
      retryable: true,
    });
    expect(version()).toBe(0);
    expect(await store.find('warehouse')).toBeUndefined();
  });
});
