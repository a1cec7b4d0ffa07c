import { CARD_OPERATIONS } from './card-operations.ts';
import { CUSTOMER_OPERATIONS } from './customer-operations.ts';
import type { ServiceOperation } from './service-operation.ts';

/** Every method of every service, in the order of table H-1. */
export const SERVICE_OPERATIONS: readonly ServiceOperation[] = [...CARD_OPERATIONS, ...CUSTOMER_OPERATIONS];
