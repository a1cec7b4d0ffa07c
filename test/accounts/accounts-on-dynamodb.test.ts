import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { AccountDesk, type Done } from '../support/account-desk.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { memoryStore, refusalOf } from '../support/order-desk.ts';
import { nextTurn, VirtualTime } from '../support/virtual-time.ts';

function dynamoDesk(): AccountDesk {
  const fake = new FakeDynamoDb();
  const time = new VirtualTime(Date.UTC(2026, 10, 22));
  const store = new DynamoDbRecordStore({
    // Calls that run at the same time take effect in any order.
    client: fake.client({ before: nextTurn }),
    tables: fake.tables,
    clock: () => time.now,
    sleep: (ms) => time.sleep(ms),
  });
  return new AccountDesk(store, { deadline: () => time.now + 25_000 });
}

const DESKS: readonly (readonly [string, () => AccountDesk])[] = [
  ['in memory', () => new AccountDesk(memoryStore())],
  ['in DynamoDB', dynamoDesk],
];

describe.each(DESKS)('accounts %s', (_where, open) => {
  it('lose none of a hundred commands at once on one account', async () => {
    const desk = open();
    await desk.plan();
    const account = await desk.account();
    const charge = () =>
      desk.run('postAccountTransaction', [account], '{"transaction_type":1,"amount":0.01}');
    const contact = () => desk.run('addContact', [account], '{"city":"London"}');
    const body = `{"account":{"account_no":${account}},"plan":7}`;
    const subscription = () => desk.run('createSubscription', [], body);
    const commands = Array.from({ length: 100 }, (_, place) =>
      place % 2 === 0 ? charge : place % 4 === 1 ? contact : subscription,
    );
    const done: readonly Done[] = await Promise.all(commands.map((command) => command()));
    expect(await desk.field(['readAccount', account], 'balance')).toBe('0.50');
    const ticks = done.flatMap(({ changes }) => changes.map(({ tick }) => Number(tick)));
    // One for the account, two for each charge, one for each contact and subscription.
    expect(ticks.sort((a, b) => a - b)).toEqual(Array.from({ length: 150 }, (_, place) => place + 2));
    const owner = `Account#${account}`;
    expect(await desk.store.references({ owner, type: 'Account', id: account })).toBe(25);
    const suspended = await desk.run('suspendAccount', [account]);
    expect(suspended.changes).toHaveLength(26);
  });

  it('give an external id to one of many that ask at the same time', async () => {
    const desk = open();
    const ask = () => desk.account('{"currency":"usd","userid":"ada"}');
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, ask));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'RULE_VIOLATED' });
  });

  it('close no circle together when they are changed at the same time', async () => {
    const desk = open();
    const [a = '', b = '', c = '', d = ''] = await Promise.all([1, 2, 3, 4].map(() => desk.account()));
    const put = (account: string, parent: string) =>
      desk.run('changeAccount', [account], `{"parent_account":{"account_no":${parent}}}`);
    await put(a, b);
    await put(c, d);
    const outcomes = await Promise.allSettled([put(b, c), put(d, a)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('keep the digits of balances, amounts and units, whatever else changes', async () => {
    const desk = open();
    await desk.plan();
    const account = await desk.account('{"currency":"usd","revrec_profile_number":7.0}');
    const number = await desk.subscription(account, ',"units":2.50');
    for (const amount of ['1325.00', '0.10'])
      await desk.run('postAccountTransaction', [account], `{"transaction_type":1,"amount":${amount}}`);
    await desk.run('changeAccount', [account], '{"locale":3}');
    await desk.run('suspendAccount', [account]);
    expect(await desk.field(['readAccount', account], 'balance')).toBe('1325.10');
    expect(await desk.field(['readAccount', account], 'revrec_profile_number')).toBe('7.0');
    expect(await desk.field(['readSubscription', number], 'units')).toBe('2.50');
    expect(await desk.field(['readSubscription', number], 'status')).toBe('-1');
  });

  it('suspend hundreds of subscriptions in one command', async () => {
    const desk = open();
    await desk.plan();
    const account = await desk.account();
    for (let number = 0; number < 120; number += 1) await desk.subscription(account);
    expect((await desk.run('suspendAccount', [account])).changes).toHaveLength(121);
    const deactivated = await desk.run('deactivateAccount', [account]);
    expect(deactivated.changes).toHaveLength(121);
    const again = await refusalOf(desk.run('resumeAccount', [account]));
    expect(again.code).toBe('RULE_VIOLATED');
  });
});
