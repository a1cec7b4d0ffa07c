import type { RoleNeed } from '../domain/role.ts';
import { ACCOUNTS_ROUTES } from './accounts-routes.ts';
import { PLAN_DEFINITION_REQUEST, PRODUCT_SPECIFICATION_REQUEST } from './catalog-requests.ts';
import { COMMAND_ANSWER } from './command-answer.ts';
import { FEED_ADMIN_ROUTES } from './feed-admin-routes.ts';
import { IMPORT_ROUTES } from './import-routes.ts';
import { QUERY_ORDERS_REQUEST, SUBMIT_ORDER_ANSWER, SUBMIT_ORDER_REQUEST } from './order-requests.ts';
import { SCHEDULED_TASK_ROUTES } from './scheduled-task-routes.ts';
import { SEGMENT_ROUTES } from './segment-routes.ts';
import { SERVICES_ROUTES } from './services-routes.ts';
import type { Shape } from './shape.ts';
import { SYNC_ROUTES } from './sync-routes.ts';

/** One operation of the command API: what the gateway, its documents and its clients need to know. */
export interface Route {
  /** Name of the operation. */
  readonly name: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** API Gateway resource. Each `{id}` is the numeric id of a record; other parameters explain themselves. */
  readonly path: string;
  /** The function that serves it, under lambda/, without `.handler.ts`. */
  readonly entry: string;
  /** Any one of them lets the caller in. */
  readonly roles: readonly [RoleNeed, ...RoleNeed[]];
  readonly summary: string;
  readonly description: string;
  /** Parameters of the query, by name; none has to be there. */
  readonly query?: Readonly<Record<string, Shape>>;
  /** Undefined: takes no body. */
  readonly request?: Shape;
  readonly answer: Shape;
  /** Whether it changes records, and so takes an Idempotency-Key. */
  readonly changes: boolean;
  /** Statuses that only this operation has, and when, beside those that every operation can answer. */
  readonly errors: Readonly<Record<number, string>>;
  /** What the documents show in the place of a resource that stands for several: one operation each. */
  readonly variants?: readonly RouteVariant[];
}

/** One of the operations that a resource with parameters stands for. */
export type RouteVariant = Pick<Route, 'name' | 'path' | 'summary' | 'description'> & {
  readonly request: Shape;
};

const ORDERING: readonly [RoleNeed] = ['ordering'];
const TOO_MUCH = 'The body, or one record of it, is larger than can be taken. Send less at once.';

/** Every operation, in the order of documents. */
export const ROUTES: readonly Route[] = [
  {
    name: 'submitOrders',
    method: 'POST',
    path: '/orders',
    entry: 'orders/submit-orders',
    roles: ORDERING,
    summary: 'Submit orders',
    description:
      'Writes the records of all the orders, or of none. Items are decomposed by the catalog. A supplemental order supersedes the one that it names.',
    request: SUBMIT_ORDER_REQUEST,
    answer: SUBMIT_ORDER_ANSWER,
    changes: true,
    errors: { 413: TOO_MUCH },
  },
  {
    name: 'queryOrders',
    method: 'POST',
    path: '/orders/query',
    entry: 'orders/query-orders',
    roles: ORDERING,
    summary: 'Look orders up',
    description:
      'Answers with the orders as they were submitted, in the order of orderIdList, with the additional fields asked for.',
    request: QUERY_ORDERS_REQUEST,
    answer: SUBMIT_ORDER_REQUEST,
    changes: false,
    errors: { 413: TOO_MUCH },
  },
  ...catalogRoutes({
    noun: 'ProductSpecification',
    words: 'a product specification',
    path: '/catalog/product-specifications/{id}',
    request: PRODUCT_SPECIFICATION_REQUEST,
  }),
  ...catalogRoutes({
    noun: 'PlanDefinition',
    words: 'a plan definition',
    path: '/catalog/plan-definitions/{id}',
    request: PLAN_DEFINITION_REQUEST,
  }),
  ...SERVICES_ROUTES,
  ...SEGMENT_ROUTES,
  ...ACCOUNTS_ROUTES,
  ...SYNC_ROUTES,
  ...FEED_ADMIN_ROUTES,
  ...SCHEDULED_TASK_ROUTES,
  ...IMPORT_ROUTES,
];

/** A route as documents show it: each of the operations that it stands for by itself. */
export function documentedOperations(route: Route): readonly Route[] {
  return route.variants?.map((variant) => ({ ...route, ...variant })) ?? [route];
}

interface CatalogResource {
  readonly noun: string;
  readonly words: string;
  readonly path: string;
  readonly request: Shape;
}

function catalogRoutes({ noun, words, path, request }: CatalogResource): readonly [Route, Route] {
  const common = {
    path,
    entry: 'catalog/change-catalog',
    roles: ORDERING,
    answer: COMMAND_ANSWER,
    changes: true,
  } as const;
  return [
    {
      ...common,
      name: `put${noun}`,
      method: 'PUT',
      summary: `Put ${words}`,
      description: 'Makes the record, or replaces all that it holds. What it refers to must be there.',
      request,
      errors: { 413: TOO_MUCH },
    },
    {
      ...common,
      name: `delete${noun}`,
      method: 'DELETE',
      summary: `Delete ${words}`,
      description: 'Deletes the record, unless other records refer to it.',
      errors: { 404: 'There is no such record.' },
    },
  ];
}
