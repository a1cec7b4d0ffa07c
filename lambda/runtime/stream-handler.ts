import type { Writable } from 'node:stream';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import { isRole } from '../domain/role.ts';
import { describeError, type Logger } from './logger.ts';
import { type Problem, problemHeaders, problemOf } from './problem.ts';
import { correlationIdOf, type OpenStream, STREAM_HEADERS, type StreamRequest } from './stream-request.ts';
import { writeStream } from './write-stream.ts';

/** What Lambda's Node runtime gives to functions whose answer is streamed. */
interface StreamingRuntime {
  streamifyResponse(
    handle: (event: APIGatewayProxyEvent, target: Writable, context: Context) => Promise<void>,
  ): StreamHandler;
  readonly HttpResponseStream: {
    from(
      target: Writable,
      metadata: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> },
    ): Writable;
  };
}

/** A function behind a REST API's proxy integration of transfer mode STREAM. */
export type StreamHandler = (
  event: APIGatewayProxyEvent,
  context: Context,
) => Promise<APIGatewayProxyResult | undefined>;

export interface StreamHandlerOptions {
  readonly open: OpenStream;
  readonly logger: Logger;
  readonly clock: Clock;
  /** @default what the runtime has */
  readonly runtime?: StreamingRuntime | undefined;
}

/** Of the function's own time, what is kept for the end of a stream and its last entry in the audit log. */
const MARGIN_MS = 10_000;

/** A handler that streams; where the runtime cannot, one that answers 501 and says where the streams are. */
export function streamHandler(options: StreamHandlerOptions): StreamHandler {
  const { open, logger, clock, runtime = runtimeHere() } = options;
  if (runtime === undefined) return async (event) => bufferedProblem(event);
  return runtime.streamifyResponse(async (event, raw, context) => {
    const correlationId = correlationOf(event);
    const gone = new AbortController();
    raw.once('close', () => gone.abort());
    raw.once('error', () => gone.abort());
    const begin = (statusCode: number, headers: Readonly<Record<string, string>>, body = ''): Writable => {
      const about = { statusCode, headers: { ...headers, 'x-correlation-id': correlationId } };
      const target = runtime.HttpResponseStream.from(raw, about);
      // Status and headers go out with the first write, be it of nothing; an end, even one with a text, sends none: a 502 or 200 for the client.
      target.write(body);
      return target;
    };
    try {
      const endsBy = clock() + context.getRemainingTimeInMillis() - MARGIN_MS;
      const answer = await open(requestOf(event, { correlationId, endsBy, signal: gone.signal, clock }));
      const target = begin(answer.status, answer.status === 200 ? STREAM_HEADERS : {});
      // What is thrown from here on breaks the stream off: the client comes again with its last id.
      if (answer.status === 200)
        await writeStream(answer.chunks, target, gone.signal).catch((error) => logFailure(error));
      target.end();
    } catch (error) {
      const problem = problemOf(error, correlationId);
      if (problem.status >= 500) logFailure(error);
      begin(problem.status, streamProblemHeaders(problem), JSON.stringify(problem)).end();
    }

    function logFailure(error: unknown): void {
      logger.error('stream', { correlationId, error: describeError(error) });
    }
  });
}

/** Outside of Lambda the global can be there without what is needed: powertools makes an empty one. */
function runtimeHere(): StreamingRuntime | undefined {
  const { awslambda } = globalThis as unknown as { awslambda?: Partial<StreamingRuntime> };
  return typeof awslambda?.streamifyResponse === 'function' ? (awslambda as StreamingRuntime) : undefined;
}

function bufferedProblem(event: APIGatewayProxyEvent): APIGatewayProxyResult {
  const problem = problemOf(
    new AppError('STREAMING_UNAVAILABLE', 'there is no awslambda'),
    correlationOf(event),
  );
  return {
    statusCode: problem.status,
    headers: streamProblemHeaders(problem),
    body: JSON.stringify(problem),
  };
}

/** Headers of a problem document in place of a stream. */
export function streamProblemHeaders(problem: Problem): Record<string, string> {
  return {
    ...problemHeaders(problem),
    'cache-control': 'no-store',
    ...(problem.status === 503 ? { 'retry-after': '1' } : {}),
  };
}

function correlationOf(event: APIGatewayProxyEvent): string {
  return correlationIdOf(headersOf(event)['x-correlation-id'], event.requestContext.requestId);
}

function headersOf(event: APIGatewayProxyEvent): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** Throws UNAUTHENTICATED without the authorizer's context, or with a token that has ended. */
function requestOf(
  event: APIGatewayProxyEvent,
  about: Pick<StreamRequest, 'correlationId' | 'endsBy' | 'signal'> & { readonly clock: Clock },
): StreamRequest {
  const { clientId, roles, expires } = event.requestContext.authorizer ?? {};
  const expiresAt = Number(expires) * 1000;
  if (typeof clientId !== 'string' || clientId === '' || !(expiresAt > about.clock()))
    throw new AppError(
      'UNAUTHENTICATED',
      'send a bearer token that has not ended in the Authorization header',
    );
  const query = Object.entries(event.multiValueQueryStringParameters ?? {});
  return {
    path: event.resource,
    query: Object.fromEntries(query.map(([name, values]) => [name, values ?? []])),
    headers: headersOf(event),
    caller: {
      clientId,
      expiresAt,
      roles: String(roles ?? '')
        .split(' ')
        .filter(isRole),
    },
    ...{ correlationId: about.correlationId, connectionId: event.requestContext.requestId },
    ...{ endsBy: about.endsBy, signal: about.signal },
  };
}
