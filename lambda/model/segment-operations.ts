import { DATE, IDENTIFIER, nullable } from './field-shapes.ts';
import type { ServiceOperation } from './service-operation.ts';

const CUSTOMER_ID = { ...IDENTIFIER, description: 'The customer.' } as const;
const SEGMENT_ID = { ...IDENTIFIER, description: 'The segment.' } as const;

/** What addCustomerToSegment takes. */
export const ADD_CUSTOMER_TO_SEGMENT: ServiceOperation = {
  service: 'Segment',
  method: 'addCustomerToSegment',
  summary: 'Add a customer to a segment',
  description:
    'Makes the customer a member of an active segment that gets its members from commands (MANUAL). For one who is a member already, the days that the request names become others; nothing changes when it names none.',
  request: {
    kind: 'object',
    properties: {
      customerID: CUSTOMER_ID,
      segmentId: SEGMENT_ID,
      startDate: {
        ...nullable(DATE),
        description: 'First day of the membership; today for a new one that names none.',
      },
      endDate: { ...nullable(DATE), description: 'Last day of the membership; null: it has none.' },
    },
    required: ['customerID', 'segmentId'],
  },
};

/** What removeCustomerFromSegment takes. */
export const REMOVE_CUSTOMER_FROM_SEGMENT: ServiceOperation = {
  service: 'Segment',
  method: 'removeCustomerFromSegment',
  summary: 'Remove a customer from a segment',
  description:
    'Ends the membership. Changes nothing for one who is no member. A membership that follows from the criteria of an active segment is not ended so, for the segment would take the customer in again.',
  request: {
    kind: 'object',
    properties: { customerID: CUSTOMER_ID, segmentId: SEGMENT_ID },
    required: ['customerID', 'segmentId'],
  },
};

/** The methods of the service Segment, in the order of table H-1. */
export const SEGMENT_OPERATIONS: readonly ServiceOperation[] = [
  ADD_CUSTOMER_TO_SEGMENT,
  REMOVE_CUSTOMER_FROM_SEGMENT,
];
