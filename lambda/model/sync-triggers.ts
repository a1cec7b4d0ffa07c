import type { SyncAction, SyncObject } from '../domain/sync-row.ts';

/** What a trigger puts into a pending queue: a row of this object, with this flag. */
export interface QueueAction {
  readonly objName: SyncObject;
  readonly action: SyncAction;
  /** What JSON_OBJECT holds; null when the object is gone. */
  readonly jsonObject: SyncObject | null;
}

/** A web service method that triggers data sync. */
export interface ServiceTrigger {
  /** As the seed writes it: `SVC Transaction`. */
  readonly service: string;
  readonly method: string;
  /** One row of the table each: a method that can add and update has two of which one applies. */
  readonly actions: readonly QueueAction[];
}

/** A record of a batch import file that triggers data sync. */
export interface ImportTrigger {
  readonly entity: string;
  readonly requestType: string;
  readonly actions: readonly QueueAction[];
}

const CREATED: QueueAction = { objName: 'Customer', action: 'CREATE', jsonObject: 'Customer' };
const UPDATED: QueueAction = { objName: 'Customer', action: 'UPDATE', jsonObject: 'Customer' };
const DELETED: QueueAction = { objName: 'Customer', action: 'DELETE', jsonObject: null };
const POSTED: QueueAction = { objName: 'Transaction', action: 'CREATE', jsonObject: 'Transaction' };

/** ORCE Data Sync, table H-1: web service methods and what they put into the customers' pending queue. */
export const SERVICE_TRIGGERS: readonly ServiceTrigger[] = [
  { service: 'Card', method: 'resetCardExpirationDate', actions: [UPDATED] },
  { service: 'Card', method: 'updateCardToCustomerAssociations', actions: [UPDATED] },
  { service: 'Customer', method: 'addOrDeleteCustomerFranchisees', actions: [UPDATED] },
  { service: 'Customer', method: 'addOrUpdateCustomer', actions: [CREATED, UPDATED] },
  { service: 'Customer', method: 'addOrUpdateCustomerNote', actions: [UPDATED] },
  { service: 'Customer', method: 'associateCardToCustomer', actions: [UPDATED] },
  { service: 'Customer', method: 'deleteCustomer', actions: [DELETED] },
  { service: 'Customer', method: 'mergeCustomers', actions: [DELETED, CREATED] },
  { service: 'Customer', method: 'updateAssociateAssignment', actions: [UPDATED] },
  { service: 'PosLog', method: 'postTransaction', actions: [UPDATED] },
  { service: 'Segment', method: 'addCustomerToSegment', actions: [UPDATED] },
  { service: 'Segment', method: 'removeCustomerFromSegment', actions: [UPDATED] },
  { service: 'SVC Transaction', method: 'activateInstrument', actions: [UPDATED] },
  { service: 'SVC Transaction', method: 'deactivateInstrument', actions: [UPDATED] },
  { service: 'SVC Transaction', method: 'generateCard', actions: [UPDATED] },
  { service: 'SVC Transaction', method: 'generateMultipleCards', actions: [UPDATED] },
  { service: 'SVC Transaction', method: 'replace', actions: [UPDATED] },
  { service: 'SVC Transaction', method: 'unblockTenderAccount', actions: [UPDATED] },
];

/** Table H-2: batch import types and what they put into the customers' pending queue. */
export const IMPORT_TRIGGERS: readonly ImportTrigger[] = [
  { entity: 'Customer', requestType: 'Customer (Action=Add)', actions: [CREATED] },
  { entity: 'Customer', requestType: 'Customer (Action=AddorUpdate)', actions: [CREATED, UPDATED] },
  { entity: 'Customer', requestType: 'Customer (Action=Delete)', actions: [DELETED] },
  { entity: 'Customer', requestType: 'Customer (Action=Merge)', actions: [DELETED, CREATED] },
  { entity: 'PosLogType', requestType: 'Transaction', actions: [UPDATED] },
  { entity: 'Stored Value', requestType: 'ActivateInstrumentRequest', actions: [UPDATED] },
  { entity: 'Stored Value', requestType: 'DeactivateInstrumentRequest', actions: [UPDATED] },
];

/** Table H-3: the web service method that puts a row into the transactions' pending queue. */
export const TRANSACTION_SERVICE_TRIGGERS: readonly ServiceTrigger[] = [
  { service: 'PosLog', method: 'postTransaction', actions: [POSTED] },
];

/**
 * Table H-4: the batch import file that puts a row into the transactions' pending queue. The seed prints `Customer` as its object; a
 * POSTRNCRE message holds a transaction, and so does table H-3.
 */
export const TRANSACTION_IMPORT_TRIGGERS: readonly ImportTrigger[] = [
  { entity: 'PosLogType', requestType: 'Transaction', actions: [POSTED] },
];

/** The scheduled tasks that put rows into the customers' pending queue. */
export const SCHEDULED_TASKS = [
  'Delete Inactive Segment',
  'Unstratified Segment',
  'Stratified Segment',
  'Delete Segments',
  'Dynamic Promotion',
  'Franchisee Assignment',
  'Generate Offer',
] as const;
