import type { ServiceOperation } from './service-operation.ts';

/** The methods of the service Customer, in the order of table H-1. */
export const CUSTOMER_OPERATIONS: readonly ServiceOperation[] = [];
