import type { RoleNeed } from '../domain/role.ts';
import { CUSTOMER_ANSWER } from './customer-answer.ts';
import { MAP } from './field-shapes.ts';
import type { Route, RouteVariant } from './routes.ts';
import { servicePath } from './service-names.ts';
import { SERVICE_OPERATIONS } from './service-operations.ts';
import { SERVICE_ANSWER } from './services-requests.ts';

const CRM: readonly [RoleNeed] = ['crm'];

/** The methods as operations of their own, each with the path by which it is best called. */
const VARIANTS: readonly RouteVariant[] = SERVICE_OPERATIONS.map((operation) => ({
  name: operation.method,
  path: servicePath(operation),
  summary: operation.summary,
  description: operation.description,
  request: operation.request,
}));

/** The CRM services of table H-1, and customers. */
export const SERVICES_ROUTES: readonly Route[] = [
  {
    name: 'callService',
    method: 'POST',
    path: '/services/{service}/{method}',
    entry: 'services/call-service',
    roles: CRM,
    summary: 'Call a method of a service',
    description:
      'Does what the method says. The service may be written with or without blanks and hyphens, in any case.',
    request: MAP,
    answer: SERVICE_ANSWER,
    changes: true,
    errors: {
      404: 'There is no such service, or it has no such method.',
      413: 'The body, or the customer with what it brings, is larger than can be taken.',
    },
    variants: VARIANTS,
  },
  {
    name: 'readCustomer',
    method: 'GET',
    path: '/customers/{customerID}',
    entry: 'services/read-customer',
    roles: CRM,
    summary: 'Read a customer',
    description: 'Answers with the customer exactly as it was put, the scale of its decimals included.',
    answer: CUSTOMER_ANSWER,
    changes: false,
    errors: { 404: 'There is no such customer.' },
  },
];
