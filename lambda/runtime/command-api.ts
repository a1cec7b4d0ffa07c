import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import { stringifyJson } from '../domain/json.ts';
import { systemClock } from './clock.ts';
import type { Command, CommandAnswer, RouteTable } from './command.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { answerHeaders } from './middleware/answer-headers.ts';
import { body } from './middleware/body.ts';
import { caller } from './middleware/caller.ts';
import type { CommandContext } from './middleware/command-middleware.ts';
import { contentType } from './middleware/content-type.ts';
import { correlation } from './middleware/correlation.ts';
import { idempotencyKey } from './middleware/idempotency-key.ts';
import { problemAnswer } from './middleware/problem-answer.ts';
import { requestRecord } from './middleware/request-record.ts';
import { route } from './middleware/route.ts';
import { validation } from './middleware/validation.ts';

/** What all routes of a function share. */
export interface CommandApiOptions {
  readonly logger: Logger;
  /** The store's contention may be counted on the same object: it is published with the request. */
  readonly metrics: Metrics;
  /** @default the machine's time */
  readonly clock?: Clock;
  /** Bytes of a body. @default 4 MiB: in base64 it just fits into the 6 MB that Lambda takes */
  readonly maxBodyBytes?: number;
  /** Objects and arrays of a body inside one another. @default 32 */
  readonly maxDepth?: number;
}

/** A Lambda function behind a REST API's proxy integration. Never rejects. */
export type CommandApiHandler = (
  event: APIGatewayProxyEvent,
  context: Context,
) => Promise<APIGatewayProxyResult>;

/** API Gateway ends a request after 29 s; the answer needs some of that. */
const LONGEST_MS = 25_000;
/** Of the function's own time, what is kept for the answer. */
const MARGIN_MS = 1_000;

/**
 * The way of every command, from the gateway to its operation and back: correlation id, route, roles, content type,
 * body, validation, idempotency key; then answer or problem document, headers, one log line, metrics.
 */
export function commandApi(options: CommandApiOptions, routes: RouteTable): CommandApiHandler {
  const { logger, metrics, clock = systemClock } = options;
  const limits = { maxBytes: options.maxBodyBytes ?? 4 * 1024 * 1024, maxDepth: options.maxDepth ?? 32 };

  const operate = async (event: APIGatewayProxyEvent, context: CommandContext) => {
    const { route: found, caller: known, ...rest } = context.command;
    if (found === undefined || known === undefined) throw new AppError('INTERNAL', 'no route or caller');
    const deadline = clock() + Math.min(LONGEST_MS, context.getRemainingTimeInMillis() - MARGIN_MS);
    const command: Command = {
      body: rest.body,
      path: rest.path,
      query: queryOf(event),
      caller: known,
      correlationId: rest.correlationId,
      idempotency: rest.idempotency,
      deadline,
    };
    return answered(await found.operation(command));
  };

  const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, CommandContext>(operate, {
    timeoutEarlyResponse: outOfTime,
  })
    .use(requestRecord({ clock, logger, metrics }))
    .use(answerHeaders())
    .use(problemAnswer())
    .use(correlation(logger))
    .use(route(routes))
    .use(caller(clock))
    .use(contentType())
    .use(body(limits))
    .use(validation())
    .use(idempotencyKey());
  return (event, context) => handler(event, context as CommandContext);
}

/** Whether anything was done is not known; sent again under its idempotency key, the request is done once. */
function outOfTime(): never {
  throw new AppError('CONTENTION', "the function's time is up", { retryable: true });
}

function queryOf({ queryStringParameters }: APIGatewayProxyEvent): Readonly<Record<string, string>> {
  const given = Object.entries(queryStringParameters ?? {});
  return Object.fromEntries(given.map(([name, value = '']) => [name, value]));
}

function answered(answer: CommandAnswer): APIGatewayProxyResult {
  return {
    statusCode: answer.status,
    headers: {
      'content-type': 'application/json',
      ...(answer.replayed ? { 'idempotency-replayed': 'true' } : {}),
    },
    body: stringifyJson(answer.body),
  };
}
