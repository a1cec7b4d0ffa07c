import type { CommitContext, CommitReader, NamedThing } from '../../lambda/domain/commit.ts';
import { Moved } from '../../lambda/rules/service-method.ts';
import { CrmDesk, methodOf } from '../support/crm-desk.ts';
import { type Plain, refusalOf } from '../support/order-desk.ts';

const call = (crm: CrmDesk, method: string, body: Plain) => crm.call(methodOf(method), body);
const put = (crm: CrmDesk, body: Plain) => call(crm, 'addOrUpdateCustomer', body);
const cards = (...numbers: readonly string[]): Plain => ({
  customerCards: { instrument: numbers.map((cardNumber) => ({ cardNumber, statusCode: 'ACTIVE' })) },
});
const key = (alternateID: string): Plain => ({ alternateKey: [{ typeCode: 'LOYALTY', alternateID }] });

describe('addOrUpdateCustomer', () => {
  it('adds a customer, then updates it, and says which it was', async () => {
    const crm = new CrmDesk();
    const added = await put(crm, { customerID: '7', source: 'Relate', retailStoreID: '1' });
    const updated = await put(crm, { customerID: '7', retailStoreID: '2' });
    expect(added).toMatchObject({
      customerID: '7',
      changes: [{ action: 'insert', objectType: 'Customer', id: '7', owner: 'Customer#7', tick: 1 }],
    });
    expect(updated.changes).toMatchObject([{ action: 'update', tick: 2 }]);
    expect(await crm.customer('7')).toEqual({ customerID: '7', source: 'Relate', retailStoreID: '2' });
  });

  it('merges objects member by member, replaces lists, and empties what is null', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7', { orgName: 'Old', customAttribute: [{ name: 'a' }, { name: 'b' }] });
    await put(crm, {
      customerID: '7',
      orgName: null,
      customAttribute: [{ name: 'c' }],
      entityInformation: { individual: { nickName: 'Vee' } },
    });
    const customer = await crm.customer('7');
    expect(customer).toMatchObject({ orgName: null, customAttribute: [{ name: 'c' }] });
    expect(customer.entityInformation).toMatchObject({
      individual: { nickName: 'Vee', lifetimeActivitySummary: { totalSalesAmount: '0' } },
    });
  });

  it('changes nothing when all is so already, and says so', async () => {
    const crm = new CrmDesk();
    await put(crm, { customerID: '7', ...key('a'), entityInformation: { individual: { suffix: 'Jr' } } });
    const again = await put(crm, { entityInformation: { individual: { suffix: 'Jr' } }, customerID: '7' });
    expect(again.changes).toEqual([]);
    expect((await put(crm, { customerID: '7', source: 'x' })).changes).toMatchObject([{ tick: 2 }]);
  });

  it('gives a customer without an id one of 17 digits', async () => {
    const crm = new CrmDesk();
    const { customerID } = await put(crm, { source: 'Relate' });
    expect(customerID).toMatch(/^\d{17}$/);
    expect(await crm.customer(String(customerID))).toEqual({ customerID, source: 'Relate' });
  });

  it('finds the customer by an alternate key when no id is given', async () => {
    const crm = new CrmDesk();
    await put(crm, { customerID: '7', ...key('a') });
    expect(await put(crm, { ...key('a'), source: 'found' })).toMatchObject({ customerID: '7' });
    expect(await crm.customer('7')).toMatchObject({ source: 'found' });
  });

  it('refuses alternate keys of several customers, and those of another one', async () => {
    const crm = new CrmDesk();
    await put(crm, { customerID: '7', ...key('a') });
    await put(crm, { customerID: '8', ...key('b') });
    const both = {
      alternateKey: [...(key('a').alternateKey as Plain[]), ...(key('b').alternateKey as Plain[])],
    };
    expect(Object.keys((await refusalOf(put(crm, both))).errors)).toEqual(['/alternateKey']);
    expect((await refusalOf(put(crm, { customerID: '8', ...both }))).errors).toEqual({
      '/alternateKey/0': 'is an alternate key of customer "7"; nobody else can have it',
    });
  });

  it('refuses a card that another customer has, and frees the cards that it drops', async () => {
    const crm = new CrmDesk();
    await put(crm, { customerID: '7', ...cards('1', '2') });
    const { code, errors } = await refusalOf(put(crm, { customerID: '8', ...cards('3', '2') }));
    expect(code).toBe('RULE_VIOLATED');
    expect(Object.keys(errors)).toEqual(['/customerCards/instrument/1']);
    await put(crm, { customerID: '7', ...cards('1') });
    await put(crm, { customerID: '8', ...cards('3', '2') });
    expect(await crm.store.names([{ kind: 'Instrument', name: '2' }])).toMatchObject([
      { value: { customerID: '8' } },
    ]);
  });

  it('refuses what stands twice and what cannot be, all at once', async () => {
    const crm = new CrmDesk();
    const { errors } = await refusalOf(
      put(crm, {
        customerID: '7',
        alternateKey: [...(key('a').alternateKey as Plain[]), ...(key('a').alternateKey as Plain[])],
        entityInformation: { individual: {}, organization: {} },
        franchisees: { franchisee: [{ franchiseeId: 2 }, { franchiseeId: 3 }, { franchiseeId: 2 }] },
        customerCards: {
          instrument: [
            { cardNumber: '1', statusCode: 'ACTIVE', primaryFlag: true, issueDate: '2026-02-01' },
            { cardNumber: '2', statusCode: 'ACTIVE', primaryFlag: true },
            { cardNumber: '3', statusCode: 'ACTIVE', issueDate: '2026-02-02', expirationDate: '2026-02-01' },
          ],
        },
      }),
    );
    expect(Object.keys(errors).sort()).toEqual([
      '/alternateKey/1',
      '/customerCards/instrument/1',
      '/customerCards/instrument/2/expirationDate',
      '/entityInformation',
      '/franchisees/franchisee/2',
    ]);
  });
});

describe('an alternate key that somebody takes while the command is worked out', () => {
  it('has the command prepared again: that is the customer who is meant', async () => {
    const body = { alternateKey: [{ typeCode: 'WEB', alternateID: 'ann' }] };
    const taken = [{ kind: 'x', name: 'x', owner: 'x', value: { customerID: '7' } }];
    const looks: (readonly (NamedThing | undefined)[])[] = [[undefined], [undefined], taken];
    const reader = {
      names: async () => looks.shift() ?? taken,
      records: async (keys: readonly unknown[]) => keys.map(() => undefined),
    } as unknown as CommitReader;
    const method = methodOf('addOrUpdateCustomer');
    const prepared = await method.prepare({ body, reader, newId: () => '1' });
    const context = { reader, now: 0, transactionId: 't' } as unknown as CommitContext;
    await expect(prepared.plan(context)).rejects.toThrow(Moved);
  });
});
