import { requestShape } from './request-shape.ts';
import type { ServiceOperation } from './service-operation.ts';
import { TRANSACTION } from './transaction.ts';

/** What postTransaction takes, as documents show it. */
export const POST_TRANSACTION: ServiceOperation = {
  service: 'PosLog',
  method: 'postTransaction',
  summary: 'Post a retail transaction',
  description:
    "Stores the transaction as it is sent, and adds it to its customer's lifetime and year-to-date summaries, once however often it is sent. The customer must be there; without customerId it is nobody's. Its amount is its total, in the currency of the organization; it is a return when that is negative, its type is RETURN, or it has lines of type Return and none of type Sale. What is voided or not completed is stored and counts for nothing. The same id with other content is refused.",
  request: requestShape(TRANSACTION),
};

/** The methods of the service PosLog, in the order of table H-1. */
export const POS_LOG_OPERATIONS: readonly ServiceOperation[] = [POST_TRANSACTION];
