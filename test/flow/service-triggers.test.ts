import { CUSTOMER } from '../../lambda/model/customer.ts';
import { SERVICE_TRIGGERS, TRANSACTION_SERVICE_TRIGGERS } from '../../lambda/model/sync-triggers.ts';
import { TRANSACTION } from '../../lambda/model/transaction.ts';
import { SERVICE_METHODS } from '../../lambda/rules/service-methods.ts';
import { CrmDesk, sampleCustomer, sampleTransaction } from '../support/crm-desk.ts';
import { memoryStore, type Plain } from '../support/order-desk.ts';
import { eventsOf, pendingRowsOf } from '../support/outlets.ts';

const ADA = '2147';
const BOB = '2148';

/** For each method, a request of its that does something; the second one of a method that both adds and updates. */
const REQUESTS: Readonly<Record<string, readonly object[]>> = {
  resetCardExpirationDate: [{ cardNumber: 'active', expirationDate: '2030-12-31' }],
  updateCardToCustomerAssociations: [{ associations: [{ cardNumber: 'active', customerID: BOB }] }],
  addOrDeleteCustomerFranchisees: [{ customerID: ADA, delete: [2] }],
  addOrUpdateCustomer: [sampleCustomer('new'), { customerID: ADA, source: 'Web' }],
  addOrUpdateCustomerNote: [{ customerID: ADA, customerNote: { note: 'Likes tea.' } }],
  associateCardToCustomer: [{ customerID: ADA, card: { cardNumber: 'free' } }],
  deleteCustomer: [{ customerID: ADA }],
  mergeCustomers: [{ customerIDs: [ADA, BOB], customerID: 'new' }],
  updateAssociateAssignment: [{ customerID: ADA, associateAssignment: [{ associateId: 'e1' }] }],
  postTransaction: [sampleTransaction()],
  addCustomerToSegment: [{ customerID: ADA, segmentId: 'best' }],
  removeCustomerFromSegment: [{ customerID: ADA, segmentId: 'joined' }],
  activateInstrument: [{ cardNumber: 'inactive' }],
  deactivateInstrument: [{ cardNumber: 'active' }],
  generateCard: [{ customerID: ADA }],
  generateMultipleCards: [{ customerID: ADA, quantity: 3 }],
  replace: [{ cardNumber: 'active' }],
  unblockTenderAccount: [{ cardNumber: 'blocked' }],
};

/** What a call leaves in the queues and sends to the event stream, all that was there before left out. */
async function outcomeOf(service: string, method: string, request: object) {
  const store = memoryStore();
  const crm = new CrmDesk(store);
  const instrument = ['active', 'inactive', 'blocked'].map((name): Plain => {
    return { cardNumber: name, statusCode: name.toUpperCase() };
  });
  const customerSegments = { segment: [{ segmentId: 'joined' }] };
  await crm.putCustomer(ADA, { customerCards: { instrument }, customerSegments });
  await crm.putCustomer(BOB);
  await crm.putSegment('best');
  await crm.putSegment('joined');
  const before = store.changes().length;
  const found = SERVICE_METHODS.find((one) => one.service === service && one.method === method);
  if (found === undefined) throw new Error(`there is no ${service} ${method}`);
  await crm.call(found, request as Plain);
  const changes = store.changes().slice(before);
  return { crm, rows: await pendingRowsOf(changes), events: eventsOf(changes) };
}

const EVENT_ACTIONS = { CREATE: 'insert', UPDATE: 'update', DELETE: 'delete' } as const;

describe('table H-1, the methods that put a customer into its queue', () => {
  it('has every method of every service, in its order', () => {
    const methods = SERVICE_METHODS.map(({ service, method }) => `${service} ${method}`);
    expect(methods).toEqual(SERVICE_TRIGGERS.map(({ service, method }) => `${service} ${method}`));
    expect(methods).toHaveLength(18);
  });

  // A method with two actions either adds or updates, as the request has it; mergeCustomers does both.
  const lines = SERVICE_TRIGGERS.flatMap(({ service, method, actions }) =>
    (REQUESTS[method] ?? []).map((request, place) => {
      const one = actions[place];
      const expected = (REQUESTS[method] ?? []).length > 1 && one !== undefined ? [one] : actions;
      return [
        `${service} ${method}`,
        expected.map(({ action }) => action).join(' and '),
        { service, method, request, expected },
      ] as const;
    }),
  );

  it.each(lines)('%s: %s', async (_name, _actions, { service, method, request, expected }) => {
    const { crm, rows, events } = await outcomeOf(service, method, request);
    const customers = rows.filter(({ objName }) => objName === 'Customer');
    expect(new Set(customers.map(({ action }) => action))).toEqual(
      new Set(expected.map(({ action }) => action)),
    );
    for (const { action, uniqueId, jsonObject } of customers) {
      const trigger = expected.find((one) => one.action === action);
      const key = { owner: `Customer#${uniqueId}`, type: 'Customer', id: uniqueId };
      const standing = (await crm.text(CUSTOMER, key)) ?? null;
      expect(jsonObject).toBe(trigger?.jsonObject === null ? null : standing);
      expect(events).toContainEqual(
        expect.objectContaining({
          _action: EVENT_ACTIONS[action],
          'Object Type': 'Customer',
          customerID: uniqueId,
          _tick: expect.any(Number),
        }),
      );
    }
    expect(JSON.stringify(events)).not.toContain('_summary_year');
  });
});

describe('table H-3, the method that puts a transaction into its queue', () => {
  it.each(
    TRANSACTION_SERVICE_TRIGGERS.map((trigger) => [`${trigger.service} ${trigger.method}`, trigger] as const),
  )('%s', async (_name, { service, method, actions }) => {
    const [request = {}] = REQUESTS[method] ?? [];
    const { crm, rows, events } = await outcomeOf(service, method, request);
    const transactions = rows.filter(({ objName }) => objName === 'Transaction');
    const id = '99901000022017110710000100';
    const standing = await crm.text(TRANSACTION, { owner: `Customer#${ADA}`, type: 'Transaction', id });
    expect(standing).toContain('"subtotal":1325.00,');
    expect(transactions).toMatchObject(
      actions.map(({ action }) => ({ action, uniqueId: id, orderKey: ADA, jsonObject: standing })),
    );
    expect(events).toMatchObject([
      { _action: 'insert', 'Object Type': 'Transaction', retailTransactionId: id },
      { _action: 'update', 'Object Type': 'Customer', customerID: ADA },
    ]);
  });
});
