import { TransactionCanceledException, type TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { PackedWrites } from '../../../lambda/adapters/dynamodb/packed-writes.ts';
import { syncAction } from '../../../lambda/adapters/dynamodb/sync-action.ts';
import { rowKey } from '../../../lambda/adapters/dynamodb/sync-row-item.ts';
import { TableCalls } from '../../../lambda/adapters/dynamodb/table-calls.ts';
import { AppError } from '../../../lambda/domain/app-error.ts';
import type { FakeCall } from '../../support/fake-dynamodb.ts';
import { fakeSyncTables, SYNC_TABLES } from '../../support/sync-stores.ts';
import { VirtualTime } from '../../support/virtual-time.ts';

const TABLE = SYNC_TABLES.progress;
const row = (number: number) => rowKey({ lane: 1, number: String(number) });
const put = (number: number) => ({
  actions: [syncAction(TABLE, { kind: 'put', key: row(number), item: row(number) })],
  depths: { progress: 1 },
});
/** Refused while there is no such row. */
const take = (number: number) => ({
  actions: [
    syncAction(TABLE, { kind: 'delete', key: row(number) }, [[{ attribute: 'NUMBER', is: 'there' }]]),
  ],
  depths: { progress: -1 },
});

/** Writes to a table in memory; `trouble` says what becomes of each transaction, by its actions. */
function open(trouble: (actions: number, call: number) => string | undefined = () => undefined) {
  const fake = fakeSyncTables();
  const time = new VirtualTime(0);
  const packs: number[] = [];
  const before = ({ input }: FakeCall) => {
    const { TransactItems = [] } = input as TransactWriteItemsCommandInput;
    packs.push(TransactItems.length);
    const code = trouble(TransactItems.length, packs.length);
    if (code !== undefined)
      throw new TransactionCanceledException({
        message: '',
        $metadata: {},
        CancellationReasons: TransactItems.map((_, index) => ({ Code: index === 0 ? code : 'None' })),
      });
  };
  const calls = new TableCalls({
    client: fake.client({ before }),
    clock: () => time.now,
    random: Math.random,
    sleep: (ms) => time.sleep(ms),
  });
  const writes = new PackedWrites({
    calls,
    head: () => undefined,
    headRefused: () => new AppError('LEASE_LOST', ''),
  });
  const numbers = () => fake.items(TABLE).map((item) => Number(item.NUMBER?.N));
  return { writes, packs, numbers, time };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('writes that go together', () => {
  it('are as few transactions as can be, of at most a hundred actions with the head', async () => {
    const { writes, packs, numbers } = open();
    await Promise.all(upTo(250).map((number) => writes.write(put(number))));
    expect(packs).toEqual([99, 99, 52]);
    expect(numbers()).toEqual(upTo(250));
  });

  it('never have one row twice in a transaction, and keep their order', async () => {
    const { writes, packs, numbers } = open();
    const outcomes = await Promise.all(
      [put(1), put(2), take(1), put(1), take(2)].map((one) => writes.write(one)),
    );
    expect(outcomes).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(packs).toEqual([2, 1, 2]);
    expect(numbers()).toEqual([1]);
  });

  it('are not all refused for one that is', async () => {
    const { writes, numbers } = open();
    const outcomes = await Promise.all([put(1), take(7), put(2), take(8)].map((one) => writes.write(one)));
    expect(outcomes).toEqual(['done', 'refused', 'done', 'refused']);
    expect(numbers()).toEqual([1, 2]);
  });

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'are tried again after %s, later each time',
    async (code) => {
      const { writes, numbers, time } = open((_, call) => (call <= 3 ? code : undefined));
      await Promise.all([writes.write(put(1)), writes.write(put(2))]);
      expect(numbers()).toEqual([1, 2]);
      expect(time.now).toBeGreaterThan(0);
    },
  );

  it('fail with an error that may pass when others keep writing the same rows, and what comes after them goes on', async () => {
    const { writes, numbers } = open((_, call) => (call <= 30 ? 'TransactionConflict' : undefined));
    await expect(writes.write(put(1))).rejects.toMatchObject({ code: 'CONTENTION', retryable: true });
    expect(await writes.write(put(2))).toBe('done');
    expect(numbers()).toEqual([2]);
  });

  it('fail at once when DynamoDB will never take them', async () => {
    const { writes } = open(() => 'ValidationError');
    await expect(writes.write(put(1))).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
