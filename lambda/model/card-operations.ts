import type { ServiceOperation } from './service-operation.ts';

/** The methods of the service Card, in the order of table H-1. */
export const CARD_OPERATIONS: readonly ServiceOperation[] = [];
