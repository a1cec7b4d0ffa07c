import { RESET_CARD_EXPIRATION_DATE } from './card/reset-card-expiration-date.ts';
import { UPDATE_CARD_TO_CUSTOMER_ASSOCIATIONS } from './card/update-card-to-customer-associations.ts';
import { ADD_OR_DELETE_CUSTOMER_FRANCHISEES } from './customer/add-or-delete-customer-franchisees.ts';
import { ADD_OR_UPDATE_CUSTOMER } from './customer/add-or-update-customer.ts';
import { ADD_OR_UPDATE_CUSTOMER_NOTE } from './customer/add-or-update-customer-note.ts';
import { ASSOCIATE_CARD_TO_CUSTOMER } from './customer/associate-card-to-customer.ts';
import { DELETE_CUSTOMER } from './customer/delete-customer.ts';
import { MERGE_CUSTOMERS } from './customer/merge-customers.ts';
import { UPDATE_ASSOCIATE_ASSIGNMENT } from './customer/update-associate-assignment.ts';
import { postTransaction } from './pos-log/post-transaction.ts';
import { SEGMENT_METHODS } from './segment/segment-methods.ts';
import type { ServiceMethod } from './service-method.ts';
import { SVC_TRANSACTION_METHODS } from './svc-transaction/svc-transaction-methods.ts';

/** Every method of every service, in the order of table H-1. */
export const SERVICE_METHODS: readonly ServiceMethod[] = [
  RESET_CARD_EXPIRATION_DATE,
  UPDATE_CARD_TO_CUSTOMER_ASSOCIATIONS,
  ADD_OR_DELETE_CUSTOMER_FRANCHISEES,
  ADD_OR_UPDATE_CUSTOMER,
  ADD_OR_UPDATE_CUSTOMER_NOTE,
  ASSOCIATE_CARD_TO_CUSTOMER,
  DELETE_CUSTOMER,
  MERGE_CUSTOMERS,
  UPDATE_ASSOCIATE_ASSIGNMENT,
  postTransaction,
  ...SEGMENT_METHODS,
  ...SVC_TRANSACTION_METHODS,
];
