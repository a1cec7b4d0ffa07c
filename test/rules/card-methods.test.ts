import { CrmDesk, fakeDynamoStore, methodOf } from '../support/crm-desk.ts';
import { type Plain, refusalOf } from '../support/order-desk.ts';

const call = (crm: CrmDesk, method: string, body: Plain) => crm.call(methodOf(method), body);
const card = (cardNumber: string, also: Plain = {}): Plain => ({ cardNumber, statusCode: 'ACTIVE', ...also });
const holding = (...instrument: readonly Plain[]): Plain => ({ customerCards: { instrument } });

describe('resetCardExpirationDate', () => {
  const reset = (crm: CrmDesk, expirationDate: string, cardNumber = '1') =>
    call(crm, 'resetCardExpirationDate', { cardNumber, expirationDate });

  it('sets the last day of the card, and of no other', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7', holding(card('1', { expirationDate: '2026-12-31' }), card('2')));
    const answer = await reset(crm, '2030-01-31');
    expect(answer).toMatchObject({ customerID: '7', changes: [{ action: 'update', id: '7' }] });
    expect((await crm.cards('7')).get('1')).toEqual(card('1', { expirationDate: '2030-01-31' }));
    expect((await crm.cards('7')).get('2')).toEqual(card('2'));
    expect((await reset(crm, '2030-01-31')).changes).toEqual([]);
  });

  it.each([
    ['2026-11-22', 'ACTIVE'],
    ['2026-11-21', 'EXPIRED'],
  ])('brings an expired card back that can be used until %s: %s', async (day, status) => {
    const crm = new CrmDesk();
    await crm.putCustomer('7', holding(card('1', { statusCode: 'EXPIRED' })));
    await reset(crm, day);
    expect((await crm.cards('7')).get('1')).toMatchObject({ statusCode: status });
  });

  it('refuses a card that there is not or that has ended, and a day before that of issue', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer(
      '7',
      holding(card('1', { issueDate: '2026-02-01' }), card('2', { statusCode: 'REPLACED' })),
    );
    const places = async (...of: Parameters<typeof reset>) =>
      Object.keys((await refusalOf(reset(...of))).errors);
    expect(await places(crm, '2030-01-31', '3')).toEqual(['/cardNumber']);
    expect(await places(crm, '2030-01-31', '2')).toEqual(['/cardNumber']);
    expect(await places(crm, '2026-01-31', '1')).toEqual(['/expirationDate']);
  });
});

describe('updateCardToCustomerAssociations', () => {
  const associate = (crm: CrmDesk, ...associations: readonly Plain[]) =>
    call(crm, 'updateCardToCustomerAssociations', { associations });

  it('moves cards from one customer to another, both updated at once, and they are found there', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7', holding(card('1', { primaryFlag: true, balance: 5 }), card('2')));
    await crm.putCustomer('8', holding(card('3', { primaryFlag: true })));
    const answer = await associate(
      crm,
      { cardNumber: '1', customerID: '8', relationCode: 'HOLDER' },
      { cardNumber: '3', customerID: '7', primaryFlag: true },
    );
    expect(answer.changes.map(({ action, id }) => [action, id])).toEqual([
      ['update', '7'],
      ['update', '8'],
    ]);
    expect([...(await crm.cards('7')).values()]).toEqual([card('2'), card('3', { primaryFlag: true })]);
    expect([...(await crm.cards('8')).values()]).toEqual([
      card('1', { primaryFlag: false, balance: 5, relationCode: 'HOLDER' }),
    ]);
    const names = await crm.store.names(['1', '2', '3'].map((name) => ({ kind: 'Instrument', name })));
    expect(names.map((name) => name?.value.customerID)).toEqual(['8', '7', '7']);
    await call(crm, 'deactivateInstrument', { cardNumber: '1', customerID: '8' });
  });

  it('makes a card the primary one of its customer', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7', holding(card('1', { primaryFlag: true }), card('2')));
    await associate(crm, { cardNumber: '2', customerID: '7', primaryFlag: true });
    expect([...(await crm.cards('7')).values()].map(({ primaryFlag }) => primaryFlag)).toEqual([false, true]);
  });

  it('refuses two primary cards of one customer, and takes one for each of two', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7', holding(card('1'), card('2')));
    await crm.putCustomer('8', holding());
    const primary = (cardNumber: string, customerID: string) => ({
      cardNumber,
      customerID,
      primaryFlag: true,
    });
    const { errors } = await refusalOf(associate(crm, primary('1', '7'), primary('2', '7')));
    expect(Object.keys(errors)).toEqual(['/associations/1/primaryFlag']);
    await associate(crm, primary('1', '7'), primary('2', '8'));
    expect((await crm.cards('8')).get('2')).toMatchObject({ primaryFlag: true });
  });

  it('refuses all when a card or customer is not there, or a card stands twice', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7', holding(card('1'), card('2')));
    const places = async (...of: readonly Plain[]) =>
      Object.keys((await refusalOf(associate(crm, ...of))).errors);
    const good = { cardNumber: '1', customerID: '7' };
    expect(await places(good, { cardNumber: '9', customerID: '7' })).toEqual(['/associations/1/cardNumber']);
    expect(await places(good, { cardNumber: '2', customerID: '9' })).toEqual(['/associations/1/customerID']);
    expect(await places(good, good)).toEqual(['/associations/1/cardNumber']);
    expect([...(await crm.cards('7')).keys()]).toEqual(['1', '2']);
  });

  it('leaves each card with one customer however many want it at the same time', async () => {
    const { store, deadline } = fakeDynamoStore();
    const crm = new CrmDesk(store, deadline);
    const customers = ['0', '1', '2', '3', '4', '5'];
    for (const customerID of customers) await crm.putCustomer(customerID, holding(card(`c${customerID}`)));
    await Promise.all(
      customers.flatMap((customerID, place) => [
        associate(crm, { cardNumber: 'c0', customerID }),
        associate(crm, { cardNumber: `c${(place + 1) % 6}`, customerID }),
      ]),
    );
    const held = await Promise.all(customers.map(async (id) => [...(await crm.cards(id)).keys()]));
    expect(held.flat().sort()).toEqual(customers.map((id) => `c${id}`));
    for (const [place, numbers] of held.entries())
      for (const name of numbers)
        expect(await store.names([{ kind: 'Instrument', name }])).toMatchObject([
          { value: { customerID: String(place) } },
        ]);
  });
});
