import { CARD_OPERATIONS } from './card-operations.ts';
import { CUSTOMER_OPERATIONS } from './customer-operations.ts';
import { POS_LOG_OPERATIONS } from './pos-log-operations.ts';
import { SEGMENT_OPERATIONS } from './segment-operations.ts';
import type { ServiceOperation } from './service-operation.ts';
import { SVC_TRANSACTION_OPERATIONS } from './svc-transaction-operations.ts';

/** Every method of every service, in the order of table H-1. */
export const SERVICE_OPERATIONS: readonly ServiceOperation[] = [
  ...CARD_OPERATIONS,
  ...CUSTOMER_OPERATIONS,
  ...POS_LOG_OPERATIONS,
  ...SEGMENT_OPERATIONS,
  ...SVC_TRANSACTION_OPERATIONS,
];
