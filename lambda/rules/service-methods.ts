import { postTransaction } from './pos-log/post-transaction.ts';
import { SEGMENT_METHODS } from './segment/segment-methods.ts';
import type { ServiceMethod } from './service-method.ts';
import { SVC_TRANSACTION_METHODS } from './svc-transaction/svc-transaction-methods.ts';

/** Every method of every service, in the order of table H-1. */
export const SERVICE_METHODS: readonly ServiceMethod[] = [
  postTransaction,
  ...SEGMENT_METHODS,
  ...SVC_TRANSACTION_METHODS,
];
