import { AccountDesk } from '../support/account-desk.ts';
import { refusalOf } from '../support/order-desk.ts';

const ENTRY = (transaction: string, amount: string) =>
  `{"transaction":${transaction},"amount":${amount},"application_tstamp":"2026-11-22T00:00:00+00:00"}`;

async function openDesk() {
  const desk = new AccountDesk();
  const account = await desk.account();
  const post = async (type: number, amount: string, more = '') => {
    const body = `{"transaction_type":${type},"amount":${amount}${more}}`;
    return (await desk.run('postAccountTransaction', [account], body)).transaction_no;
  };
  const apply = (one: string, other: string, amount: string) =>
    desk.run('applyAccountTransaction', [account, one], `{"transaction":${other},"amount":${amount}}`);
  const field = (transaction: string, name: string) =>
    desk.field(['readAccountTransaction', account, transaction], name);
  return { desk, account, post, apply, field };
}

describe('a payment and a charge', () => {
  it('are settled with one another, in part and in full, and the balance stays', async () => {
    const { desk, account, post, apply, field } = await openDesk();
    const charge = await post(1, '10.00');
    const [first, second] = [await post(3, '4'), await post(2, '6.00')];
    const { changes } = await apply(first, charge, '4');
    expect(changes.map(({ action, id }) => [action, id])).toEqual([
      ['update', first],
      ['update', charge],
    ]);
    expect(await field(first, 'applied_amount')).toBe('4');
    expect(await field(first, 'fully_applied_tstamp')).toBe('"2026-11-22T00:00:00+00:00"');
    expect(await field(charge, 'fully_applied_tstamp')).toBe('null');
    await apply(charge, second, '6.00');
    expect(await field(charge, 'applied_amount')).toBe('10.00');
    expect(await field(charge, 'fully_applied_tstamp')).toBe('"2026-11-22T00:00:00+00:00"');
    expect(await field(charge, 'applications')).toBe(`[${ENTRY(first, '4')},${ENTRY(second, '6.00')}]`);
    expect(await field(second, 'applications')).toBe(`[${ENTRY(charge, '6.00')}]`);
    expect(await desk.field(['readAccount', account], 'balance')).toBe('0.00');
  });

  it('are not settled for more than is left of either, nor with their like', async () => {
    const { post, apply } = await openDesk();
    const [charge, other, payment, request] = [
      await post(1, '10'),
      await post(14, '10'),
      await post(3, '7.50'),
      await post(8, '10'),
    ];
    await apply(payment, charge, '5');
    for (const [one, another] of [
      [payment, charge],
      [charge, payment],
    ] as const)
      expect((await refusalOf(apply(one, another, '2.51'))).errors).toEqual({
        '/amount': `transaction ${payment} has 2.50 left to be settled`,
      });
    expect((await refusalOf(apply(charge, payment, '0'))).errors).toEqual({ '/amount': 'must be above 0' });
    const like = { '/transaction': 'one of the two must add to the balance, and the other one take off it' };
    expect((await refusalOf(apply(charge, other, '1'))).errors).toEqual(like);
    expect((await refusalOf(apply(payment, payment, '1'))).errors).toEqual(like);
    expect((await refusalOf(apply(payment, request, '1'))).errors).toEqual(like);
    expect(Object.keys((await refusalOf(apply(payment, '12', '1'))).errors)).toEqual(['/transaction']);
    expect((await refusalOf(apply('12', payment, '1'))).code).toBe('NOT_FOUND');
  });

  it('are open again when one of them is voided, and settle nothing after that', async () => {
    const { post, apply, field } = await openDesk();
    const charge = await post(1, '10.00');
    const [first, second] = [await post(3, '4'), await post(3, '6')];
    await apply(first, charge, '3');
    await apply(first, charge, '1');
    await apply(second, charge, '6');
    const voiding = await post(-3, '4', `,"voided_transaction":${first}`);
    expect(await field(first, 'applications')).toBe('[]');
    expect(await field(first, 'applied_amount')).toBe('0');
    expect(await field(charge, 'applications')).toBe(`[${ENTRY(second, '6')}]`);
    expect(await field(charge, 'applied_amount')).toBe('6');
    expect(await field(charge, 'fully_applied_tstamp')).toBe('null');
    for (const gone of [first, voiding])
      expect((await refusalOf(apply(gone, charge, '1'))).errors['/transaction']).toBe(
        `transaction ${gone} has been voided, or voids another one`,
      );
    await apply(charge, await post(10, '4'), '4');
  });
});
