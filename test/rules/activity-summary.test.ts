import fc from 'fast-check';
import { decimalText } from '../../lambda/domain/decimal.ts';
import { TRANSACTION } from '../../lambda/model/transaction.ts';
import { postTransaction } from '../../lambda/rules/pos-log/post-transaction.ts';
import { CrmDesk, methodOf, sampleTransaction } from '../support/crm-desk.ts';
import { type Plain, refusalOf } from '../support/order-desk.ts';

/** A desk with the sample's customer. */
async function desk(also: Plain = {}): Promise<CrmDesk> {
  const crm = new CrmDesk();
  await crm.putCustomer('2147', also);
  return crm;
}

describe('a return', () => {
  const line = (lineItemTypeCode: string, also: Plain = {}) => ({
    lineItemSequence: 1,
    lineItemTypeCode,
    ...also,
  });

  it.each<[string, Plain]>([
    ['a negative total', { total: -20.25, lineItems: [line('Return')] }],
    ['lines of type Return alone', { total: 20.25, lineItems: [line('Return'), line('Tender')] }],
    ['its type', { total: 20.25, transactionTypeCode: 'RETURN', lineItems: [line('Return')] }],
  ])('is known by %s, and is no purchase', async (_what, also) => {
    const crm = await desk();
    await crm.call(postTransaction, sampleTransaction(also));
    expect(await crm.summaries()).toMatchObject({
      firstPurchaseDate: null,
      lastPurchaseDate: null,
      life: {
        totalReturnsAmount: '20.25',
        totalSalesAmount: '0',
        totalTransactionCount: '1',
        totalItemsSoldCount: '0',
        totalItemsReturnedCount: '1',
      },
      year: { yearToDateReturnsAmount: '20.25' },
    });
  });

  it('that is exchanged for more is a sale of what is left, with items of both kinds', async () => {
    const crm = await desk();
    const lineItems = [
      line('Sale', { quantity: 3 }),
      line('Return', { quantity: -2 }),
      line('Sale', { quantity: 0.75 }),
      line('Sale', { voidFlag: true }),
    ];
    await crm.call(postTransaction, sampleTransaction({ lineItems }));
    expect((await crm.summaries()).life).toMatchObject({
      totalSalesAmount: '77.50',
      totalReturnsAmount: '0',
      totalItemsSoldCount: '4',
      totalItemsReturnedCount: '2',
    });
  });
});

describe('the year-to-date summary', () => {
  const on = (businessDate: string, id: string, also: Plain = {}) =>
    sampleTransaction({ businessDate, retailTransactionId: id, ...also });

  it('begins anew with the first transaction of a later year, and leaves out those of an earlier one', async () => {
    const crm = await desk();
    await crm.call(postTransaction, on('2024-12-30', 'a'));
    await crm.call(postTransaction, on('2025-01-02', 'b', { total: -5 }));
    await crm.call(postTransaction, on('2025-03-01', 'c', { total: -6 }));
    await crm.call(postTransaction, on('2024-12-31', 'd'));
    expect(await crm.summaries()).toMatchObject({
      firstPurchaseDate: '2024-12-30',
      lastPurchaseDate: '2024-12-31',
      life: { totalSalesAmount: '155.00', totalReturnsAmount: '11', totalTransactionCount: '4' },
      year: { yearToDateSalesAmount: '0', yearToDateReturnsAmount: '11', yearToDateTransactionCount: '2' },
    });
  });

  it('of a customer who was put with one belongs to the year of the last purchase', async () => {
    const yearToDateActivitySummary = { yearToDateSalesAmount: '10.5', yearToDateTransactionCount: '1' };
    const entityInformation = { individual: { yearToDateActivitySummary } };
    const crm = await desk({ lastPurchaseDate: '2017-01-05', entityInformation });
    await crm.call(postTransaction, sampleTransaction());
    expect((await crm.summaries()).year).toMatchObject({
      yearToDateSalesAmount: '88.00',
      yearToDateTransactionCount: '2',
    });
    await crm.call(postTransaction, on('2018-01-01', 'b'));
    expect((await crm.summaries()).year.yearToDateSalesAmount).toBe('77.50');
  });

  it('that somebody sets belongs to the year of the last purchase again', async () => {
    const crm = await desk();
    await crm.call(postTransaction, on('2024-12-30', 'a'));
    const individual = { yearToDateActivitySummary: { yearToDateSalesAmount: '5' } };
    const set = { customerID: '2147', lastPurchaseDate: '2026-01-01', entityInformation: { individual } };
    await crm.call(methodOf('addOrUpdateCustomer'), set);
    await crm.call(postTransaction, on('2026-02-01', 'b'));
    expect((await crm.summaries()).year.yearToDateSalesAmount).toBe('82.50');
    await crm.call(methodOf('addOrUpdateCustomer'), { customerID: '2147', source: 'Web' });
    await crm.call(postTransaction, on('2026-02-01', 'c'));
    expect((await crm.summaries()).year.yearToDateSalesAmount).toBe('160.00');
  });

  it('never shows whose year it is', async () => {
    const crm = await desk();
    await crm.call(postTransaction, sampleTransaction());
    expect(JSON.stringify(await crm.customer('2147'))).not.toContain('_summary_year');
  });
});

describe('the summaries', () => {
  it('are those of an organization that is one', async () => {
    const crm = await desk({ entityInformation: { organization: { name: 'Acme' } }, prospect: true });
    await crm.call(postTransaction, sampleTransaction());
    expect(await crm.customer('2147')).toMatchObject({
      prospect: false,
      entityInformation: {
        organization: { name: 'Acme', lifetimeActivitySummary: { totalSalesAmount: '77.50' } },
      },
    });
  });

  it('are in the currency of the organization', async () => {
    const crm = await desk();
    const foreign = { currencyTypeCode: 'EUR', retailTransactionId: 'eur' };
    await crm.call(
      postTransaction,
      sampleTransaction(foreign, '{"total":10.10,"currencyExchangeRate":1.1005}'),
    );
    expect((await crm.summaries()).life.totalSalesAmount).toBe('11.115050');
    const without = sampleTransaction({ ...foreign, retailTransactionId: 'e2', currencyExchangeRate: null });
    expect(Object.keys((await refusalOf(crm.call(postTransaction, without))).errors)).toEqual([
      '/currencyExchangeRate',
    ]);
  });

  it.each([
    ['2017-11-06T23:59:00+0530', '2017-11-06'],
    ['2017-04-31T00:00:00Z', '2026-11-22'],
    [null, '2026-11-22'],
  ])(
    'of a transaction without a business day that began at %s are those of %s',
    async (beginDatetime, day) => {
      const crm = await desk();
      await crm.call(postTransaction, sampleTransaction({ businessDate: null, beginDatetime }));
      expect(await crm.summaries()).toMatchObject({ firstPurchaseDate: day, lastPurchaseDate: day });
    },
  );

  it('keep what else the customer holds, digit for digit', async () => {
    const cards = [{ cardNumber: '1', statusCode: 'ACTIVE', balance: 0 }];
    const crm = await desk({ customerCards: { instrument: cards } });
    const before = await crm.customer('2147');
    await crm.call(postTransaction, sampleTransaction());
    const after = await crm.customer('2147');
    const rest = (customer: Plain) => ({
      ...customer,
      entityInformation: null,
      firstPurchaseDate: null,
      lastPurchaseDate: null,
    });
    expect(rest(after)).toEqual(rest(before));
  });

  it('are refused what cannot be kept', async () => {
    const crm = await desk();
    const { errors } = await refusalOf(
      crm.call(postTransaction, sampleTransaction({}, '{"total":1e18,"retailTransactionId":"huge"}')),
    );
    expect(Object.keys(errors)).toEqual(['/total']);
    expect(
      await crm.text(TRANSACTION, { owner: 'Customer#2147', type: 'Transaction', id: 'huge' }),
    ).toBeUndefined();
  });

  it('are the exact sums of what was posted, in any order', async () => {
    const cents = fc.array(fc.integer({ min: -99_999_999, max: 99_999_999 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cents, async (amounts) => {
        const crm = await desk();
        const text = (amount: number) => decimalText({ units: BigInt(amount), scale: 2 });
        for (const [place, amount] of amounts.entries())
          await crm.call(
            postTransaction,
            sampleTransaction(
              { retailTransactionId: `t${place}`, lineItems: [] },
              `{"total":${text(amount)}}`,
            ),
          );
        const sum = (wanted: (amount: number) => boolean) =>
          amounts.filter(wanted).reduce((total, amount) => total + Math.abs(amount), 0);
        const { life, year } = await crm.summaries();
        expect(Number(life.totalSalesAmount) * 100).toBeCloseTo(
          sum((amount) => amount >= 0),
          3,
        );
        expect(Number(life.totalReturnsAmount) * 100).toBeCloseTo(
          sum((amount) => amount < 0),
          3,
        );
        expect(year.yearToDateSalesAmount).toBe(life.totalSalesAmount);
        expect(life.totalTransactionCount).toBe(String(amounts.length));
      }),
      { numRuns: 25 },
    );
  });
});
