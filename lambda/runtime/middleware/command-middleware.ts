import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { JsonValue } from '../../domain/json.ts';
import type { Caller, Command, Route } from '../command.ts';

/** What the middlewares have found out about a request so far, in the order in which they run. */
export interface CommandState {
  readonly startedAt: number;
  correlationId: string;
  /** `PUT /catalog/product-specifications/{id}`; '(none)' until a route is found, so that metrics have few names. */
  routeName: string;
  route: Route | undefined;
  /** The resource's methods, where the request had another one. */
  allowed: readonly string[];
  path: Readonly<Record<string, string>>;
  caller: Caller | undefined;
  body: JsonValue;
  idempotency: Command['idempotency'];
}

/** Lambda's context, with the state of the request beside it. */
export interface CommandContext extends Context {
  command: CommandState;
}

/** One step of the command API. `before` throws AppError to refuse the request. */
export type CommandMiddleware = MiddlewareObj<
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  Error,
  CommandContext
>;

/** The value of a header, whose name is given in lower case; undefined when it is absent. */
export function header(event: APIGatewayProxyEvent, lowerCaseName: string): string | undefined {
  const entry = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === lowerCaseName);
  return entry?.[1];
}
