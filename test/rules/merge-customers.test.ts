import fc from 'fast-check';
import { CrmDesk, methodOf, sampleTransaction } from '../support/crm-desk.ts';
import { type Plain, refusalOf } from '../support/order-desk.ts';

const merge = (crm: CrmDesk, body: Plain) => crm.call(methodOf('mergeCustomers'), body);
const put = (crm: CrmDesk, body: Plain) => crm.call(methodOf('addOrUpdateCustomer'), body);
const individual = (of: Plain): Plain => ({ entityInformation: { individual: of } });

describe('mergeCustomers', () => {
  it('loses no note: another one under the same id gets a new id, the same one stands once', async () => {
    const crm = new CrmDesk();
    const notes = (...texts: readonly string[]): Plain => ({
      customerNotes: { customerNote: texts.map((note, place) => ({ noteId: place + 1, note })) },
    });
    await put(crm, { customerID: '7', ...notes('of seven', 'of both') });
    await put(crm, { customerID: '8', ...notes('of eight', 'of both', 'third') });
    await merge(crm, { customerIDs: ['7', '8'], customerID: '9' });
    const { customerNotes } = await crm.customer('9');
    const { customerNote } = customerNotes as { customerNote: readonly Plain[] };
    expect(customerNote).toEqual([
      { noteId: 1, note: 'of seven' },
      { noteId: 2, note: 'of both' },
      { noteId: expect.any(Number), note: 'of eight' },
      { noteId: 3, note: 'third' },
    ]);
    expect(Number(customerNote[2]?.noteId)).toBeGreaterThan(10 ** 15);
  });

  it('deletes the merged and makes one with what they had, in one transaction', async () => {
    const crm = new CrmDesk();
    await put(crm, {
      customerID: '7',
      source: null,
      signupDate: '2020-05-01',
      prospect: true,
      alternateKey: [{ typeCode: 'L', alternateID: 'a' }],
      customerCards: { instrument: [{ cardNumber: '1', statusCode: 'ACTIVE', primaryFlag: true }] },
      customAttribute: [{ name: 'size', attributeValue: ['M'] }],
      personalPreferences: { contactPreference: [{ contactType: 'MAIL', permission: 'false' }] },
      ...individual({ nickName: 'Vee', contactInformation: { email: [{ emailAddress: 'v@example.com' }] } }),
    });
    await put(crm, {
      customerID: '8',
      source: 'Relate',
      signupDate: '2019-05-01',
      lastPurchaseDate: '2026-01-01',
      prospect: false,
      customerCards: {
        instrument: [{ cardNumber: '2', statusCode: 'ACTIVE', primaryFlag: true, balance: 5 }],
      },
      customAttribute: [{ name: 'size', attributeValue: ['L'] }, { name: 'hat' }],
      personalPreferences: {
        contactPreference: [
          { contactType: 'MAIL', permission: 'true' },
          { contactType: 'FAX', permission: 'true' },
        ],
      },
      ...individual({ nickName: 'Other', suffix: 'Jr', contactInformation: { email: [] } }),
    });
    const { customerID, changes } = await merge(crm, {
      customerIDs: ['7', '8'],
      customerID: '9',
      customer: { customerClass: 'MERGED' },
    });
    expect(customerID).toBe('9');
    expect(changes.map(({ action, id }) => [action, id])).toEqual([
      ['delete', '7'],
      ['delete', '8'],
      ['insert', '9'],
    ]);
    await expect(crm.customer('7')).rejects.toThrow();
    expect(await crm.customer('9')).toEqual({
      customerID: '9',
      source: 'Relate',
      customerClass: 'MERGED',
      signupDate: '2019-05-01',
      lastPurchaseDate: '2026-01-01',
      prospect: false,
      alternateKey: [{ typeCode: 'L', alternateID: 'a' }],
      customerCards: {
        instrument: [
          { cardNumber: '1', statusCode: 'ACTIVE', primaryFlag: true },
          { cardNumber: '2', statusCode: 'ACTIVE', primaryFlag: false, balance: 5 },
        ],
      },
      customAttribute: [{ name: 'size', attributeValue: ['M'] }, { name: 'hat' }],
      personalPreferences: {
        contactPreference: [
          { contactType: 'MAIL', permission: 'false' },
          { contactType: 'FAX', permission: 'true' },
        ],
      },
      ...individual({
        nickName: 'Vee',
        suffix: 'Jr',
        contactInformation: { email: [{ emailAddress: 'v@example.com' }] },
      }),
    });
    await crm.call(methodOf('deactivateInstrument'), { cardNumber: '2', customerID: '9' });
    expect(await put(crm, { alternateKey: [{ typeCode: 'L', alternateID: 'a' }] })).toMatchObject({
      customerID: '9',
    });
  });

  it('adds up the life-time summaries exactly, and the year-to-date ones of the latest year', async () => {
    const crm = new CrmDesk();
    const sale = (customerId: string, businessDate: string, total: string) =>
      crm.call(
        methodOf('postTransaction'),
        sampleTransaction(
          { retailTransactionId: `${customerId}-${businessDate}`, customerId, businessDate },
          `{"total":${total}}`,
        ),
      );
    for (const id of ['7', '8', '9']) await crm.putCustomer(id);
    await sale('7', '2026-03-01', '0.10');
    await sale('8', '2026-03-02', '0.2');
    await sale('8', '2025-03-02', '1000000000000000.005');
    await sale('9', '2024-03-02', '5');
    const { customerID } = await merge(crm, { customerIDs: ['7', '8', '9'] });
    const merged = await crm.customer(String(customerID));
    expect(merged).toMatchObject({ firstPurchaseDate: '2024-03-02', lastPurchaseDate: '2026-03-02' });
    expect((merged.entityInformation as { individual: Plain }).individual).toMatchObject({
      lifetimeActivitySummary: { totalSalesAmount: '1000000000000005.305', totalTransactionCount: '4' },
      yearToDateActivitySummary: { yearToDateSalesAmount: '0.30', yearToDateTransactionCount: '2' },
    });
    await sale(String(customerID), '2026-04-01', '1');
    expect((await crm.customer(String(customerID))).entityInformation).toMatchObject({
      individual: { yearToDateActivitySummary: { yearToDateSalesAmount: '1.30' } },
    });
  });

  it('loses no card, note, key or segment, whatever the customers have', async () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(numbers, { minLength: 2, maxLength: 5 }), async (parts) => {
        const crm = new CrmDesk();
        for (const [place, of] of parts.entries())
          await crm.putCustomer(String(place), {
            customerSegments: { segment: of.map((segment) => ({ segmentId: String(segment) })) },
            customerCards: {
              instrument: of.map((card) => ({ cardNumber: `${place}-${card}`, statusCode: 'ACTIVE' })),
            },
          });
        const { customerID } = await merge(crm, { customerIDs: parts.map((_, place) => String(place)) });
        const { customerSegments } = await crm.customer(String(customerID));
        const { segment } = customerSegments as { segment: readonly Plain[] };
        expect(new Set(segment.map(({ segmentId }) => Number(segmentId)))).toEqual(new Set(parts.flat()));
        expect(segment).toHaveLength(new Set(parts.flat()).size);
        expect([...(await crm.cards(String(customerID))).keys()]).toEqual(
          parts.flatMap((of, place) => of.map((card) => `${place}-${card}`)),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('refuses what is not there, twice, of two kinds, or taken, and changes nothing', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7');
    await crm.putCustomer('8');
    await put(crm, { customerID: 'org', entityInformation: { organization: {} } });
    const places = async (body: Plain) => Object.keys((await refusalOf(merge(crm, body))).errors);
    expect(await places({ customerIDs: ['7', 'x', 'y'] })).toEqual(['/customerIDs/1', '/customerIDs/2']);
    expect(await places({ customerIDs: ['7', '8', '7'] })).toEqual(['/customerIDs/2']);
    expect(await places({ customerIDs: ['7', 'org'] })).toEqual(['/customerIDs/1']);
    expect(await places({ customerIDs: ['7', '8'], customerID: '8' })).toEqual(['/customerID']);
    expect(await places({ customerIDs: ['7', '8'], customerID: 'org' })).toEqual(['/customerID']);
    await put(crm, {
      customerID: 'c',
      customerCards: { instrument: [{ cardNumber: '1', statusCode: 'ACTIVE' }] },
    });
    const customer = { customerCards: { instrument: [{ cardNumber: '1', statusCode: 'ACTIVE' }] } };
    expect(await places({ customerIDs: ['7', '8'], customer })).toEqual([
      '/customer/customerCards/instrument/0',
    ]);
    expect((await put(crm, { customerID: '7', source: 'x' })).changes).toMatchObject([{ tick: 2 }]);
  });
});
