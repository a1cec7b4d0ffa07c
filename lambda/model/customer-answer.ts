import { CUSTOMER } from './customer.ts';
import { requestShape } from './request-shape.ts';
import type { Shape } from './shape.ts';

/** What GET /customers/{customerID} answers. */
export const CUSTOMER_ANSWER: Shape = requestShape(CUSTOMER);
