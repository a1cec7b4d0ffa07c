import {
  IMPORT_TRIGGERS,
  type QueueAction,
  SERVICE_TRIGGERS,
  TRANSACTION_IMPORT_TRIGGERS,
  TRANSACTION_SERVICE_TRIGGERS,
} from '../../lambda/model/sync-triggers.ts';

/** As the seed's tables are printed: the names, then each action, then each object. */
const row = (names: readonly string[], actions: readonly QueueAction[]) =>
  [
    ...names,
    ...actions.map(({ action }) => action),
    ...actions.map(({ jsonObject }) => jsonObject ?? 'Null'),
  ].join(' ');

it('table H-1 is that of the seed', () => {
  expect(SERVICE_TRIGGERS.map(({ service, method, actions }) => row([service, method], actions))).toEqual([
    'Card resetCardExpirationDate UPDATE Customer',
    'Card updateCardToCustomerAssociations UPDATE Customer',
    'Customer addOrDeleteCustomerFranchisees UPDATE Customer',
    'Customer addOrUpdateCustomer CREATE UPDATE Customer Customer',
    'Customer addOrUpdateCustomerNote UPDATE Customer',
    'Customer associateCardToCustomer UPDATE Customer',
    'Customer deleteCustomer DELETE Null',
    'Customer mergeCustomers DELETE CREATE Null Customer',
    'Customer updateAssociateAssignment UPDATE Customer',
    'PosLog postTransaction UPDATE Customer',
    'Segment addCustomerToSegment UPDATE Customer',
    'Segment removeCustomerFromSegment UPDATE Customer',
    'SVC Transaction activateInstrument UPDATE Customer',
    'SVC Transaction deactivateInstrument UPDATE Customer',
    'SVC Transaction generateCard UPDATE Customer',
    'SVC Transaction generateMultipleCards UPDATE Customer',
    'SVC Transaction replace UPDATE Customer',
    'SVC Transaction unblockTenderAccount UPDATE Customer',
  ]);
});

it('table H-2 is that of the seed', () => {
  expect(
    IMPORT_TRIGGERS.map(({ entity, requestType, actions }) => row([entity, requestType], actions)),
  ).toEqual([
    'Customer Customer (Action=Add) CREATE Customer',
    'Customer Customer (Action=AddorUpdate) CREATE UPDATE Customer Customer',
    'Customer Customer (Action=Delete) DELETE Null',
    'Customer Customer (Action=Merge) DELETE CREATE Null Customer',
    'PosLogType Transaction UPDATE Customer',
    'Stored Value ActivateInstrumentRequest UPDATE Customer',
    'Stored Value DeactivateInstrumentRequest UPDATE Customer',
  ]);
});

it('tables H-3 and H-4 are about the transactions’ queue', () => {
  const actions = [...TRANSACTION_SERVICE_TRIGGERS, ...TRANSACTION_IMPORT_TRIGGERS].flatMap(
    (one) => one.actions,
  );
  const created = { objName: 'Transaction', action: 'CREATE', jsonObject: 'Transaction' };
  expect(actions).toEqual([created, created]);
});
