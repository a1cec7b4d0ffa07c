import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { CrmDesk, methodOf, sampleTransaction } from '../support/crm-desk.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';

const CRASH = new Error('the process ended');

/** A process over the same tables; it ends at its call number `at`, before or after that has taken effect. */
function processOver(fake: FakeDynamoDb, { at, after }: { at: number; after: boolean }) {
  let calls = 0;
  const crash = (isHere: boolean) => {
    if (isHere) throw CRASH;
  };
  const client = fake.client({
    before: () => crash(++calls === at && !after),
    after: () => crash(calls === at && after),
  });
  let now = Date.UTC(2026, 10, 22);
  const clock = () => {
    now += 1;
    return now;
  };
  const store = new DynamoDbRecordStore({ client, tables: fake.tables, clock, sleep: async () => undefined });
  return { crm: new CrmDesk(store, () => now + 25_000), calls: () => calls };
}

const NEVER = { at: Number.POSITIVE_INFINITY, after: false };

/** A command that is cut off at each of its calls in turn, then sent again by whoever never got an answer. */
async function cutOff(
  command: (crm: CrmDesk) => Promise<unknown>,
  check: (crm: CrmDesk) => Promise<void>,
): Promise<void> {
  for (let at = 1, crashed = true; crashed; at++) {
    crashed = false;
    for (const after of [false, true]) {
      const fake = new FakeDynamoDb();
      await processOver(fake, NEVER).crm.putCustomer('2147');
      const ended = await command(processOver(fake, { at, after }).crm).catch((error: unknown) => error);
      crashed ||= ended === CRASH;
      const { crm } = processOver(fake, NEVER);
      await command(crm);
      await check(crm);
    }
  }
}

describe('a command whose process ends at any of its calls, and that is sent again,', () => {
  it('counts a transaction once', async () => {
    await cutOff(
      (crm) => crm.call(methodOf('postTransaction'), sampleTransaction()),
      async (crm) => {
        const { life } = await crm.summaries();
        expect(life).toMatchObject({ totalSalesAmount: '77.50', totalTransactionCount: '1' });
      },
    );
  });

  it('makes as many cards as were asked for, with an idempotency key', async () => {
    await cutOff(
      (crm) => crm.call(methodOf('generateMultipleCards'), { customerID: '2147', quantity: 3 }, 'once'),
      async (crm) => expect((await crm.cards('2147')).size).toBe(3),
    );
  });
});
