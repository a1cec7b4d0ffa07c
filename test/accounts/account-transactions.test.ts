import fc from 'fast-check';
import {
  ACCOUNT_TRANSACTION_TYPES,
  VOIDING_TRANSACTION_TYPES,
} from '../../lambda/model/account-transaction-types.ts';
import { AccountDesk } from '../support/account-desk.ts';
import { refusalOf } from '../support/order-desk.ts';

const post = (desk: AccountDesk, account: string, body: string) =>
  desk.run('postAccountTransaction', [account], body);
const balanceOf = (desk: AccountDesk, account: string) => desk.field(['readAccount', account], 'balance');

describe('an account transaction', () => {
  it('comes back digit for digit, and changes the balance in the same transaction', async () => {
    const desk = new AccountDesk();
    await desk.plan();
    const account = await desk.account('{"currency":"usd","userid":"ada","client_account_id":"A-1"}');
    const plan = await desk.subscription(account, ',"client_plan_instance_id":"P-1"');
    const done = await post(
      desk,
      account,
      `{"transaction_type":9,"amount":1325.00,"source_no":381465,"master_plan_instance":{"plan_instance_no":${plan}},
        "transaction_supp_fields":[{"field_name":"aapm","field_value":"value"}],"comments":"Balance forward"}`,
    );
    const number = done.transaction_no;
    expect(done.changes.map(({ action, objectType, id, tick }) => [action, objectType, id, tick])).toEqual([
      ['insert', 'Account Transaction', number, '3'],
      ['update', 'Account', account, '4'],
    ]);
    expect(await desk.read('readAccountTransaction', account, number)).toBe(
      `{"transaction_no":${number},"transaction_type":9,"created_tstamp":"2026-11-22T00:00:00+00:00","source_no":381465,"account":{"account_no":${account},"userid":"ada","client_account_id":"A-1"},"currency":"usd","amount":1325.00,"applied_amount":0,"fully_applied_tstamp":null,"statement":null,"master_plan_instance":{"plan_instance_no":${plan},"client_plan_instance_id":"P-1"},"api_receipt_id":null,"transaction_supp_fields":[{"field_name":"aapm","field_value":"value"}],"voided_transaction":null,"voiding_transaction":null,"applications":[],"comments":"Balance forward"}`,
    );
    expect(await balanceOf(desk, account)).toBe('1325.00');
  });

  it.each([
    [1, '10'],
    [3, '-10'],
    [8, '0'],
    [10, '-10'],
    [12, '10'],
  ])('of kind %i and 10 brings a balance of 0 to %s', async (type, balance) => {
    const desk = new AccountDesk();
    const account = await desk.account();
    const { changes } = await post(desk, account, `{"transaction_type":${type},"amount":10}`);
    expect(changes).toHaveLength(balance === '0' ? 1 : 2);
    expect(await balanceOf(desk, account)).toBe(balance);
  });

  it('adds up exactly, whatever the amounts', async () => {
    const amounts = fc.record({
      cents: fc.bigInt({ min: 0n, max: 10n ** 20n }),
      type: fc.constantFrom(...ACCOUNT_TRANSACTION_TYPES),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(amounts, { minLength: 1, maxLength: 8 }), async (posted) => {
        const desk = new AccountDesk();
        const account = await desk.account();
        let expected = 0n;
        for (const { cents, type } of posted) {
          const text = cents.toString().padStart(3, '0');
          const amount = `${text.slice(0, -2)}.${text.slice(-2)}`;
          await post(desk, account, `{"transaction_type":${type.no},"amount":${amount}}`);
          expected += cents * BigInt(type.sign);
        }
        const digits = (await balanceOf(desk, account)).replace('.', '');
        // Until an amount counts, the balance is 0 without cents.
        expect(BigInt(digits)).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('is refused for everything that is wrong with it', async () => {
    const desk = new AccountDesk();
    const account = await desk.account();
    const body =
      '{"transaction_type":-9,"amount":-1,"currency":"eur","master_plan_instance":{"plan_instance_no":5}}';
    expect(await refusalOf(post(desk, account, body))).toEqual({
      code: 'RULE_VIOLATED',
      errors: {
        '/amount': 'is below 0; the kind of the transaction says in which direction it goes',
        '/currency': 'the account has the currency usd; leave it out',
        '/master_plan_instance/plan_instance_no': `Account ${account} has no Plan Instance 5`,
        '/voided_transaction': 'is missing; a kind below 0 voids a transaction, which must be named',
      },
    });
    expect((await refusalOf(post(desk, '12', '{"transaction_type":1,"amount":1}'))).code).toBe('NOT_FOUND');
    await desk.run('deactivateAccount', [account]);
    expect((await refusalOf(post(desk, account, '{"transaction_type":1,"amount":1}'))).code).toBe(
      'RULE_VIOLATED',
    );
  });

  it('is refused when the balance would have more digits than can be kept, and changes nothing', async () => {
    const desk = new AccountDesk();
    const account = await desk.account();
    await post(desk, account, '{"transaction_type":1,"amount":1e37}');
    const { errors } = await refusalOf(post(desk, account, '{"transaction_type":1,"amount":0.001}'));
    expect(errors['/amount']).toMatch('significant digits');
    expect(await balanceOf(desk, account)).toBe(`1${'0'.repeat(37)}`);
  });
});

describe('a transaction that voids another one', () => {
  it.each(VOIDING_TRANSACTION_TYPES)('of kind $no takes back its effect: $name', async ({ no }) => {
    const desk = new AccountDesk();
    const account = await desk.account();
    const { transaction_no: first } = await post(desk, account, `{"transaction_type":${-no},"amount":10.50}`);
    const { transaction_no: second } = await post(
      desk,
      account,
      `{"transaction_type":${no},"amount":10.5,"voided_transaction":${first}}`,
    );
    expect(Number(await balanceOf(desk, account))).toBe(0);
    expect(await desk.field(['readAccountTransaction', account, first], 'voiding_transaction')).toBe(second);
    expect(await desk.field(['readAccountTransaction', account, second], 'voided_transaction')).toBe(first);
  });

  it('is of the same account, the opposite kind and the same amount, and the only one', async () => {
    const desk = new AccountDesk();
    const [account, other] = [await desk.account(), await desk.account()];
    const { transaction_no: first } = await post(desk, account, '{"transaction_type":1,"amount":10}');
    const voiding = (of: string, type: number, amount: string) =>
      post(desk, of, `{"transaction_type":${type},"amount":${amount},"voided_transaction":${first}}`);
    const errorsOf = async (command: Promise<unknown>) => Object.keys((await refusalOf(command)).errors);
    expect(await errorsOf(voiding(other, -1, '10'))).toEqual(['/voided_transaction']);
    expect(await errorsOf(voiding(account, -3, '10'))).toEqual(['/transaction_type']);
    expect(await errorsOf(voiding(account, 1, '10'))).toEqual(['/transaction_type']);
    expect(await errorsOf(voiding(account, -1, '9.99'))).toEqual(['/amount']);
    const { transaction_no: second } = await voiding(account, -1, '10');
    expect(await errorsOf(voiding(account, -1, '10'))).toEqual(['/voided_transaction']);
    const again = post(desk, account, `{"transaction_type":-1,"amount":10,"voided_transaction":${second}}`);
    expect(await errorsOf(again)).toEqual(['/voided_transaction']);
  });
});
