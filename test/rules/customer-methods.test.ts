import { CrmDesk, methodOf } from '../support/crm-desk.ts';
import { type Plain, refusalOf } from '../support/order-desk.ts';

const call = (crm: CrmDesk, method: string, body: Plain) => crm.call(methodOf(method), body);
const put = (crm: CrmDesk, body: Plain) => call(crm, 'addOrUpdateCustomer', body);
const cards = (...numbers: readonly string[]): Plain => ({
  customerCards: { instrument: numbers.map((cardNumber) => ({ cardNumber, statusCode: 'ACTIVE' })) },
});
const key = (alternateID: string): Plain => ({ alternateKey: [{ typeCode: 'LOYALTY', alternateID }] });

describe('addOrDeleteCustomerFranchisees', () => {
  const franchisees = async (crm: CrmDesk) =>
    ((await crm.customer('7')).franchisees as { franchisee: readonly Plain[] }).franchisee;

  it('deletes some and adds others, the rest in their order', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7');
    await call(crm, 'addOrDeleteCustomerFranchisees', {
      customerID: '7',
      delete: [8, 1],
      add: [{ franchiseeId: 6, franchiseeName: 'Six' }, { franchiseeId: 9 }],
    });
    expect(await franchisees(crm)).toEqual([
      { franchiseeId: 2, franchiseeName: '<FRANCHISEE NAME> ' },
      { franchiseeId: 6, franchiseeName: 'Six' },
      { franchiseeId: 9, franchiseeName: null },
    ]);
  });

  it('refuses what the customer does not have, and what is added twice', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7');
    const add = [{ franchiseeId: 9 }, { franchiseeId: 9 }];
    const refusal = await refusalOf(
      call(crm, 'addOrDeleteCustomerFranchisees', { customerID: '7', delete: [5, 2, 2], add }),
    );
    expect(refusal.errors).toEqual({
      '/delete/0': 'the customer has no franchisee 5',
      '/delete/2': 'the customer has no franchisee 2',
      '/add/1': 'is the same franchisee as /add/0',
    });
    expect(await franchisees(crm)).toHaveLength(4);
  });
});

describe('a list that a request says nothing about', () => {
  it.each(['addOrDeleteCustomerFranchisees', 'updateAssociateAssignment'])(
    'stays as it is, null or left out: %s',
    async (method) => {
      const crm = new CrmDesk();
      await put(crm, { customerID: '7', franchisees: null });
      const { changes } = await call(crm, method, {
        customerID: '7',
        ...(method.startsWith('add') && { add: [] }),
      });
      expect(changes).toEqual([]);
      expect(await crm.customer('7')).toEqual({ customerID: '7', franchisees: null });
    },
  );
});

describe('addOrUpdateCustomerNote', () => {
  it('adds notes, each with an id, and changes the one that is named', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7');
    const first = await call(crm, 'addOrUpdateCustomerNote', {
      customerID: '7',
      customerNote: { note: 'one', userId: 'ann' },
    });
    const second = await call(crm, 'addOrUpdateCustomerNote', {
      customerID: '7',
      customerNote: { note: 'two' },
    });
    await call(crm, 'addOrUpdateCustomerNote', {
      customerID: '7',
      customerNote: { noteId: Number(first.noteId), note: 'more', userId: 'bob' },
    });
    const { customerNotes } = await crm.customer('7');
    expect(customerNotes).toEqual({
      customerNote: [
        {
          noteId: first.noteId,
          typeCode: null,
          note: 'more',
          createDate: '2026-11-22',
          createUserId: 'ann',
          updateDate: '2026-11-22',
          updateUserId: 'bob',
        },
        expect.objectContaining({ noteId: second.noteId, note: 'two', updateDate: null }),
      ],
    });
  });

  it('refuses a new note without a text, and a note that there is not', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7');
    const note = (customerNote: Plain) =>
      refusalOf(call(crm, 'addOrUpdateCustomerNote', { customerID: '7', customerNote }));
    expect(Object.keys((await note({ typeCode: 'x' })).errors)).toEqual(['/customerNote/note']);
    expect(Object.keys((await note({ noteId: 5, note: 'x' })).errors)).toEqual(['/customerNote/noteId']);
  });
});

describe('associateCardToCustomer', () => {
  const associate = (crm: CrmDesk, customerID: string, card: Plain) =>
    call(crm, 'associateCardToCustomer', { customerID, card });

  it('gives the customer a card that nobody has', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7', cards('1'));
    await associate(crm, '7', { cardNumber: '2', typeCode: 'LOYALTY', primaryFlag: true });
    await associate(crm, '7', { cardNumber: '3', statusCode: 'ACTIVE', primaryFlag: true });
    const now = await crm.cards('7');
    expect([...now.keys()]).toEqual(['1', '2', '3']);
    expect(now.get('2')).toEqual({
      cardNumber: '2',
      typeCode: 'LOYALTY',
      statusCode: 'INACTIVE',
      primaryFlag: false,
      issueDate: '2026-11-22',
    });
    expect(now.get('3')).toMatchObject({
      statusCode: 'ACTIVE',
      activationDate: '2026-11-22',
      primaryFlag: true,
    });
  });

  it('refuses a card that someone has', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7', cards('1'));
    await crm.putCustomer('8');
    for (const customerID of ['7', '8'])
      expect(Object.keys((await refusalOf(associate(crm, customerID, { cardNumber: '1' }))).errors)).toEqual([
        '/card/cardNumber',
      ]);
  });

  it('gives a card to one of those who ask for it at the same time', async () => {
    const crm = new CrmDesk();
    const customers = Array.from({ length: 10 }, (_, place) => String(place));
    for (const customerID of customers) await crm.putCustomer(customerID);
    const outcomes = await Promise.allSettled(
      customers.map((customerID) => associate(crm, customerID, { cardNumber: '1' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('updateAssociateAssignment', () => {
  it('sets each by its associate, of whom one is primary, and deletes others', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7');
    const update = (body: Plain) => call(crm, 'updateAssociateAssignment', { customerID: '7', ...body });
    await update({
      associateAssignment: [{ associateId: 'a', assignmentTypeCode: 'PRIMARY' }, { associateId: 'b' }],
    });
    await update({
      associateAssignment: [
        { associateId: 'c', assignmentTypeCode: 'PRIMARY' },
        { associateId: 'b', startDate: '2026-01-01' },
      ],
    });
    await update({ delete: ['b'] });
    const { associateAssignments } = await crm.customer('7');
    expect(associateAssignments).toEqual({
      associateAssignment: [
        { associateId: 'a', assignmentTypeCode: 'SECONDARY' },
        { associateId: 'c', assignmentTypeCode: 'PRIMARY' },
      ],
    });
  });

  it('refuses two primary ones, one twice, an end before the beginning, and a deletion of nobody', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('7');
    const { errors } = await refusalOf(
      call(crm, 'updateAssociateAssignment', {
        customerID: '7',
        associateAssignment: [
          { associateId: 'a', assignmentTypeCode: 'PRIMARY' },
          { associateId: 'b', assignmentTypeCode: 'PRIMARY' },
          { associateId: 'a' },
          { associateId: 'c', startDate: '2026-02-01', endDate: '2026-01-31' },
        ],
        delete: ['z'],
      }),
    );
    expect(errors).toEqual({
      '/associateAssignment/1':
        'is the primary associate, and so is /associateAssignment/0; there is only one',
      '/associateAssignment/2': 'is the same as /associateAssignment/0; each stands once',
      '/associateAssignment/3/endDate': 'is before startDate, 2026-02-01',
      '/delete/0': 'the customer has no associateAssignment "z"',
    });
  });
});

describe('deleteCustomer', () => {
  it('deletes the customer, and frees its cards and keys', async () => {
    const crm = new CrmDesk();
    await put(crm, { customerID: '7', ...cards('1'), ...key('a') });
    const { changes } = await call(crm, 'deleteCustomer', { customerID: '7' });
    expect(changes).toMatchObject([{ action: 'delete', id: '7', tick: 2 }]);
    await put(crm, { customerID: '8', ...cards('1'), ...key('a') });
    expect((await put(crm, { customerID: '7' })).changes).toMatchObject([{ action: 'insert', tick: 3 }]);
  });

  it.each(['deleteCustomer', 'addOrDeleteCustomerFranchisees', 'updateAssociateAssignment'])(
    'is refused, as %s is, for a customer that is not there',
    async (method) => {
      const { errors } = await refusalOf(call(new CrmDesk(), method, { customerID: '7' }));
      expect(Object.keys(errors)).toEqual(['/customerID']);
    },
  );
});
