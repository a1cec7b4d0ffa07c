import type { JsonObject } from '../../domain/json.ts';
import { roleWords } from '../../domain/role.ts';
import { SYNC_RUN_ID } from '../../domain/sync-run.ts';
import { IDENTIFIER_PATTERN } from '../field-shapes.ts';
import { PROBLEM } from '../problem.ts';
import { documentedOperations, ROUTES, type Route } from '../routes.ts';
import { TASK_PATHS } from '../scheduled-task-names.ts';
import { ID_PATTERN, type Shape } from '../shape.ts';
import { DOCUMENT_SHAPES } from './document-shapes.ts';
import { anyValueSchema, jsonSchema, type SchemaContext } from './json-schema.ts';

/** Request bodies shown as examples, by the name of the operation. */
export type RequestExamples = Readonly<Record<string, JsonObject>>;

const SCHEMAS = '#/components/schemas/';
const NAMES = new Map<Shape, string>(
  Object.entries(DOCUMENT_SHAPES).map(([name, shape]) => [shape, `${SCHEMAS}${name}`]),
);
const CONTEXT: SchemaContext = { anyValue: `${SCHEMAS}AnyValue`, named: NAMES };

/** Statuses that every operation can answer with besides 200, and when. */
const COMMON_ERRORS: Readonly<Record<number, string>> = {
  400: 'The request is not valid, or breaks a business rule. `errors` says everything that is wrong.',
  401: 'There is no bearer token, or it is not valid.',
  403: 'The token does not have the role that is needed.',
  500: 'Something went wrong inside. Nothing about the request has to be changed.',
  503: 'Others were changing the same records all the time. Send the request again, with the same Idempotency-Key.',
};
const BODY_ERRORS: Readonly<Record<number, string>> = {
  415: 'The Content-Type is not application/json in UTF-8.',
};
const CHANGE_ERRORS: Readonly<Record<number, string>> = {
  422: 'The Idempotency-Key was used with another request before.',
};

/** OpenAPI 3.1 of the command API, from the routes. */
export function openApi(examples: RequestExamples): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Millrace command API',
      version: '1.0.0',
      description:
        'Commands that change records. Every change then goes out as an event, see asyncapi.json. Numbers keep all their digits: read the answers with a parser that does, too.',
    },
    servers: [{ url: '/', description: 'The stack output ApiUrl.' }],
    security: [{ token: [] }],
    tags: [...new Set(ROUTES.map(tagOf))].map((name) => ({ name })),
    paths: paths(examples),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Its roles allow operations.',
        },
      },
      parameters: PARAMETERS,
      headers: {
        'X-Correlation-Id': { description: 'Finds this request in the logs.', schema: { type: 'string' } },
      },
      responses: { Problem: PROBLEM_RESPONSE },
      schemas: {
        ...Object.fromEntries(
          Object.entries(DOCUMENT_SHAPES).map(([name, shape]) => [name, jsonSchema(shape, CONTEXT)]),
        ),
        Problem: jsonSchema(PROBLEM, CONTEXT),
        AnyValue: anyValueSchema(`${SCHEMAS}AnyValue`),
      },
    },
  };
}

const PARAMETERS: JsonObject = {
  id: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'Numeric id of the record.',
    schema: { type: 'string', pattern: ID_PATTERN.source },
  },
  customerID: {
    name: 'customerID',
    in: 'path',
    required: true,
    description: 'The id of a customer, percent-encoded.',
    schema: { type: 'string', pattern: IDENTIFIER_PATTERN.source },
  },
  segmentId: {
    name: 'segmentId',
    in: 'path',
    required: true,
    description: 'The id of a segment, percent-encoded.',
    schema: { type: 'string', pattern: IDENTIFIER_PATTERN.source },
  },
  account_no: numberParameter('account_no', 'Number of the account.'),
  contact_no: numberParameter('contact_no', 'Number of the contact.'),
  transaction_no: numberParameter('transaction_no', 'Number of the transaction.'),
  plan_instance_no: numberParameter('plan_instance_no', 'Number of the subscription.'),
  runId: {
    name: 'runId',
    in: 'path',
    required: true,
    description: 'The id of a run.',
    schema: { type: 'string', pattern: SYNC_RUN_ID.source },
  },
  task: {
    name: 'task',
    in: 'path',
    required: true,
    description: 'A scheduled task; its name may be written with blanks or hyphens, in any case.',
    schema: { type: 'string', examples: TASK_PATHS },
  },
  importId: {
    name: 'importId',
    in: 'path',
    required: true,
    description: 'The id of an import.',
    schema: { type: 'string', pattern: '^\\d{8}T\\d{6}Z-[\\w-]{12}$' },
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Makes a repeated request happen once: the same key gets the first answer again.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  },
  'X-Correlation-Id': {
    name: 'X-Correlation-Id',
    in: 'header',
    description: 'Your name for this request, given back in the answer. Made up when there is none.',
    schema: { type: 'string', pattern: '^[\\w.:\\-]{1,128}$' },
  },
};

function numberParameter(name: string, description: string): JsonObject {
  const schema = { type: 'string', pattern: ID_PATTERN.source };
  return { name, in: 'path', required: true, description, schema };
}

const CORRELATION_HEADER: JsonObject = {
  'X-Correlation-Id': { $ref: '#/components/headers/X-Correlation-Id' },
};

const PROBLEM_RESPONSE: JsonObject = {
  description: 'What went wrong.',
  headers: CORRELATION_HEADER,
  content: { 'application/problem+json': { schema: { $ref: `${SCHEMAS}Problem` } } },
};

function paths(examples: RequestExamples): JsonObject {
  const byPath: Record<string, JsonObject> = {};
  for (const route of ROUTES.flatMap(documentedOperations)) {
    const item = byPath[route.path] ?? pathParameters(route.path);
    byPath[route.path] = { ...item, [route.method.toLowerCase()]: operation(route, examples[route.name]) };
  }
  return byPath;
}

function pathParameters(path: string): JsonObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return names.length === 0
    ? {}
    : { parameters: names.map((name) => ({ $ref: `#/components/parameters/${name}` })) };
}

function operation(route: Route, example: JsonObject | undefined): JsonObject {
  const headers = route.changes ? ['Idempotency-Key', 'X-Correlation-Id'] : ['X-Correlation-Id'];
  return {
    operationId: route.name,
    tags: [tagOf(route)],
    summary: route.summary,
    description: `${route.description} Needs the role ${roleWords(route.roles)}.`,
    parameters: [
      ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` })),
      ...Object.entries(route.query ?? {}).map(queryParameter),
    ],
    ...(route.request === undefined ? {} : { requestBody: requestBody(route.request, example) }),
    responses: responses(route),
  };
}

function queryParameter([name, shape]: [string, Shape]): JsonObject {
  const { description, ...schema } = jsonSchema(shape, CONTEXT);
  return { name, in: 'query', ...(description === undefined ? {} : { description }), schema };
}

function requestBody(shape: Shape, example: JsonObject | undefined): JsonObject {
  const content = { schema: schemaOf(shape), ...(example === undefined ? {} : { example }) };
  return { required: true, content: { 'application/json': content } };
}

function responses(route: Route): JsonObject {
  const errors = {
    ...COMMON_ERRORS,
    ...(route.request === undefined ? {} : BODY_ERRORS),
    ...(route.changes ? CHANGE_ERRORS : {}),
    ...route.errors,
  };
  const problems = Object.entries(errors).map(([status, description]): [string, JsonObject] => [
    status,
    { ...PROBLEM_RESPONSE, description },
  ]);
  return { '200': answer(route), ...Object.fromEntries(problems) };
}

function answer(route: Route): JsonObject {
  const replayed: JsonObject = {
    'Idempotency-Replayed': {
      description: '"true" when this is the answer to an earlier request with the same Idempotency-Key.',
      schema: { type: 'string' },
    },
  };
  return {
    description: route.answer.description ?? route.summary,
    headers: { ...CORRELATION_HEADER, ...(route.changes ? replayed : {}) },
    content: { 'application/json': { schema: schemaOf(route.answer) } },
  };
}

function schemaOf(shape: Shape): JsonObject {
  const ref = NAMES.get(shape);
  return ref === undefined ? jsonSchema(shape, CONTEXT) : { $ref: ref };
}

function tagOf(route: Route): string {
  return route.path.split('/')[1] ?? '';
}
