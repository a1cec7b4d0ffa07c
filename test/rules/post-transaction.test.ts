import { stringifyJson } from '../../lambda/domain/json.ts';
import { TRANSACTION } from '../../lambda/model/transaction.ts';
import { postTransaction } from '../../lambda/rules/pos-log/post-transaction.ts';
import { CrmDesk, fakeDynamoStore, methodOf, sampleTransaction } from '../support/crm-desk.ts';
import { type Plain, refusalOf } from '../support/order-desk.ts';

const ID = '99901000022017110710000100';

/** A desk with the sample's customer. */
async function desk(also: Plain = {}): Promise<CrmDesk> {
  const crm = new CrmDesk();
  await crm.putCustomer('2147', also);
  return crm;
}

const key = (owner: string, id = ID) => ({ owner, type: 'Transaction', id });

describe('a transaction that is posted', () => {
  it('is stored as it was sent, and counted for its customer, in one commit', async () => {
    const crm = await desk();
    const sent = sampleTransaction();
    const answer = await crm.call(postTransaction, sent);
    expect(answer).toEqual({
      transactionId: expect.any(String),
      changes: [
        { action: 'insert', objectType: 'Transaction', id: ID, owner: 'Customer#2147', tick: 2 },
        { action: 'update', objectType: 'Customer', id: '2147', owner: 'Customer#2147', tick: 3 },
      ],
      retailTransactionId: ID,
      customerID: '2147',
    });
    expect(await crm.text(TRANSACTION, key('Customer#2147'))).toBe(stringifyJson(sent));
    expect(await crm.summaries()).toMatchObject({
      firstPurchaseDate: '2017-11-07',
      lastPurchaseDate: '2017-11-07',
      life: {
        totalReturnsAmount: '0',
        totalSalesAmount: '77.50',
        totalTransactionCount: '1',
        totalItemsSoldCount: '1',
        totalItemsReturnedCount: '0',
      },
      year: { yearToDateSalesAmount: '77.50', yearToDateTransactionCount: '1' },
    });
  });

  it('counts once however often it is sent, and is answered again without changes', async () => {
    const crm = await desk();
    await crm.call(postTransaction, sampleTransaction());
    for (let sent = 0; sent < 3; sent++)
      expect(await crm.call(postTransaction, sampleTransaction())).toMatchObject({
        changes: [],
        retailTransactionId: ID,
        customerID: '2147',
      });
    expect((await crm.summaries()).life).toMatchObject({
      totalSalesAmount: '77.50',
      totalTransactionCount: '1',
    });
  });

  it('counts once when it is sent many times at once', async () => {
    const { store, deadline } = fakeDynamoStore();
    const crm = new CrmDesk(store, deadline);
    await crm.putCustomer('2147');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => crm.call(postTransaction, sampleTransaction())),
    );
    expect(answers.filter(({ changes }) => changes.length > 0)).toHaveLength(1);
    expect((await crm.summaries()).life.totalSalesAmount).toBe('77.50');
  });

  it.each<[string, Plain]>([
    ['another amount', { total: 78 }],
    ['another notation of it', { total: 77.5 }],
    ['another customer', { customerId: '2148' }],
    ['no customer', { customerId: null }],
  ])('is refused under the same id with %s', async (_what, also) => {
    const crm = await desk();
    await crm.putCustomer('2148');
    await crm.call(postTransaction, sampleTransaction());
    const { code, errors } = await refusalOf(crm.call(postTransaction, sampleTransaction(also)));
    expect(code).toBe('RULE_VIOLATED');
    expect(Object.keys(errors)).toEqual(['/retailTransactionId']);
    expect((await crm.summaries('2148')).life.totalTransactionCount).toBe('0');
  });

  it('is refused for a customer that is not there, and nothing is stored', async () => {
    const crm = new CrmDesk();
    const { code, errors } = await refusalOf(crm.call(postTransaction, sampleTransaction()));
    expect(code).toBe('RULE_VIOLATED');
    expect(errors).toEqual({
      '/customerId': 'there is no customer "2147"; add it first, by Customer addOrUpdateCustomer',
    });
    await crm.putCustomer('2147');
    expect((await crm.call(postTransaction, sampleTransaction())).changes).toHaveLength(2);
  });

  it("is nobody's without a customer, and owns itself", async () => {
    const crm = new CrmDesk();
    const sent = sampleTransaction({ customerId: null });
    const { changes } = await crm.call(postTransaction, sent);
    expect(changes).toMatchObject([{ objectType: 'Transaction', owner: `Transaction#${ID}` }]);
    expect(await crm.text(TRANSACTION, key(`Transaction#${ID}`))).toBe(stringifyJson(sent));
  });

  it.each<[string, Plain]>([
    ['voided', { voidFlag: true }],
    ['suspended', { transactionStatusCode: 'SUSPENDED' }],
    ['voided afterwards', { transactionStatusCode: 'POST_VOIDED' }],
  ])('that was %s is stored and counts for nothing', async (_what, also) => {
    const crm = await desk();
    const { changes } = await crm.call(postTransaction, sampleTransaction(also));
    expect(changes.map(({ objectType }) => objectType)).toEqual(['Transaction']);
    expect((await crm.summaries()).life.totalTransactionCount).toBe('0');
  });

  it('is known again after its customer was merged into another one or deleted', async () => {
    const crm = await desk();
    await crm.putCustomer('2148');
    await crm.call(postTransaction, sampleTransaction());
    await crm.call(methodOf('mergeCustomers'), { customerIDs: ['2147', '2148'], customerID: 'new' });
    expect((await crm.call(postTransaction, sampleTransaction())).changes).toEqual([]);
    expect((await crm.summaries('new')).life).toMatchObject({ totalSalesAmount: '77.50' });
    const late = sampleTransaction({ retailTransactionId: 'late' });
    expect((await refusalOf(crm.call(postTransaction, late))).code).toBe('RULE_VIOLATED');
    await crm.call(postTransaction, { ...late, customerId: 'new' });
    expect((await crm.summaries('new')).life).toMatchObject({ totalSalesAmount: '155.00' });
  });
});
