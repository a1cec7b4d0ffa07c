import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { isJsonObject, type JsonObject } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import type { Logger } from '../../lambda/runtime/logger.ts';
import type { Metrics } from '../../lambda/runtime/metrics.ts';

export interface GatewayRequest {
  readonly method?: string;
  /** The API's resource, such as `/catalog/plan-definitions/{id}`. */
  readonly resource?: string;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  /** Text goes as API Gateway sends `application/json` when it is told that it is binary; bytes as well. */
  readonly body?: string | Uint8Array;
  /** Send the body as text, as an API does that is not told so. */
  readonly asText?: boolean;
  readonly headers?: Record<string, string>;
  /** What the authorizer found; undefined: there was none. */
  readonly authorizer?: Record<string, string> | undefined;
}

export const ORDERING_CALLER = { subject: 'subject-1', clientId: 'shop', roles: 'ordering' };

/** The event that a REST API's proxy integration hands to Lambda; by default a POST of `{}` to /orders with the role `ordering`. */
export function gatewayEvent(request: GatewayRequest = {}): APIGatewayProxyEvent {
  const bytes = Buffer.from(request.body ?? '{}');
  const resource = request.resource ?? '/orders';
  const event = {
    httpMethod: request.method ?? 'POST',
    resource,
    path: resource,
    headers: { 'Content-Type': 'application/json', ...request.headers },
    multiValueHeaders: {},
    pathParameters: request.path ?? null,
    queryStringParameters: request.query ?? null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    body: request.asText ? bytes.toString('utf8') : bytes.toString('base64'),
    isBase64Encoded: !request.asText,
    requestContext: {
      requestId: 'gateway-request-1',
      authorizer: 'authorizer' in request ? request.authorizer : ORDERING_CALLER,
    },
  };
  return event as unknown as APIGatewayProxyEvent;
}

export function lambdaContext(remainingMs = 29_000): Context {
  const context = {
    awsRequestId: 'lambda-request-1',
    functionName: 'test',
    getRemainingTimeInMillis: () => remainingMs,
  };
  return context as unknown as Context;
}

/** The body of an answer, with every digit. */
export function answerBody(answer: APIGatewayProxyResult): JsonObject {
  const body = parseJson(answer.body);
  if (!isJsonObject(body)) throw new Error('the answer is not a JSON object');
  return body;
}

export interface LoggedLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Keeps the lines with the keys that were appended when they were written. */
export function recordingLogger(): Logger & { readonly lines: LoggedLine[] } {
  const lines: LoggedLine[] = [];
  let keys = {};
  const write = (level: LoggedLine['level']) => (message: string, fields: object) => {
    lines.push({ level, message, fields: { ...keys, ...fields } });
  };
  return {
    lines,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    appendKeys: (fields) => {
      keys = { ...keys, ...fields };
    },
    resetKeys: () => {
      keys = {};
    },
  };
}

/** Adds up what was counted, once it has been published. */
export function recordingMetrics(): Metrics & { readonly published: Record<string, number> } {
  const published: Record<string, number> = {};
  const stored: [string, number][] = [];
  return {
    published,
    addMetric: (name, _unit, value) => {
      stored.push([name, value]);
    },
    publishStoredMetrics: () => {
      for (const [name, value] of stored.splice(0)) published[name] = (published[name] ?? 0) + value;
    },
  };
}
