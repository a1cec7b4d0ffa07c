import { ADD_OR_UPDATE_CUSTOMER } from '../rules/customer/add-or-update-customer.ts';
import { DELETE_CUSTOMER } from '../rules/customer/delete-customer.ts';
import { MERGE_CUSTOMERS } from '../rules/customer/merge-customers.ts';
import { postTransaction } from '../rules/pos-log/post-transaction.ts';
import type { ServiceMethod } from '../rules/service-method.ts';
import { SVC_TRANSACTION_METHODS } from '../rules/svc-transaction/svc-transaction-methods.ts';

/** The methods that records of an import run, and few others: a function need not load all of them. */
export const IMPORT_METHODS: readonly ServiceMethod[] = [
  ADD_OR_UPDATE_CUSTOMER,
  DELETE_CUSTOMER,
  MERGE_CUSTOMERS,
  postTransaction,
  ...SVC_TRANSACTION_METHODS,
];
