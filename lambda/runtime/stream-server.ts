import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import type { Role } from '../domain/role.ts';
import type { CommandApiHandler } from './command-api.ts';
import { gatewayEvent, serverContext } from './gateway-event.ts';
import { describeError, type Logger } from './logger.ts';
import { problemOf } from './problem.ts';
import { streamProblemHeaders } from './stream-handler.ts';
import { correlationIdOf, type OpenStream, STREAM_HEADERS } from './stream-request.ts';
import { writeStream } from './write-stream.ts';

/** Who a token says that its bearer is, as the authorizer of the gateway finds it. */
export type ServerAuthorization =
  | {
      readonly outcome: 'allowed';
      readonly subject: string;
      readonly clientId: string;
      readonly roles: readonly Role[];
      /** Epoch seconds. */
      readonly expires: number;
    }
  | { readonly outcome: 'refused' };

export interface StreamServerOptions {
  /** Paths of streams: each is a GET. */
  readonly streams: readonly string[];
  readonly open: OpenStream;
  /** Functions of the command API by method and path: `GET /feed/subscription`. */
  readonly commands: Readonly<Record<string, CommandApiHandler>>;
  /** Judges the text of an Authorization header. What it throws is a 500. */
  readonly authorize: (header: string | undefined) => Promise<ServerAuthorization>;
  readonly logger: Pick<Logger, 'error'>;
  readonly clock: Clock;
  /** @default any free one */
  readonly port?: number | undefined;
  /** @default 127.0.0.1 */
  readonly host?: string | undefined;
}

/** A server that runs. */
export interface StreamServer {
  readonly port: number;
  /** Breaks all connections off. */
  close(): Promise<void>;
}

/** Bytes that may wait in a connection's own buffer before nothing more is asked for. */
const BUFFERED_BYTES = 256 * 1024;
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Far behind what a connection ends itself by. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Serves streams, and the commands beside them, over plain HTTP: on one machine, or behind whatever ends TLS in front of a container. */
export async function startStreamServer(options: StreamServerOptions): Promise<StreamServer> {
  const server = createServer({ highWaterMark: BUFFERED_BYTES }, (request, response) => {
    void answer(options, request, response);
  });
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function answer(
  options: StreamServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const correlationId = correlationIdOf(headerOf(request, 'x-correlation-id'), randomUUID());
  response.setHeader('x-correlation-id', correlationId);
  try {
    await answerKnown(options, { request, response, correlationId });
  } catch (error) {
    const problem = problemOf(error, correlationId);
    if (problem.status >= 500)
      options.logger.error('request', { correlationId, error: describeError(error) });
    // What breaks in the middle of a stream breaks it off: the client comes again with its last id.
    if (response.headersSent) response.destroy();
    else response.writeHead(problem.status, streamProblemHeaders(problem)).end(JSON.stringify(problem));
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly correlationId: string;
}

async function answerKnown(options: StreamServerOptions, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const url = new URL(`http://server${request.url?.startsWith('/') ? request.url : '/'}`);
  const name = `${request.method} ${url.pathname}`;
  const isStream = options.streams.some((path) => name === `GET ${path}`);
  const command = options.commands[name];
  if (!isStream && command === undefined) throw unknownRoute(options, url.pathname, response);
  const caller = await options.authorize(headerOf(request, 'authorization'));
  if (caller.outcome === 'refused')
    throw new AppError('UNAUTHENTICATED', 'send a bearer token in the Authorization header');
  if (command === undefined) return stream(options, { ...exchange, url, caller });
  const body = await bodyOf(request);
  const answered = await command(
    gatewayEvent({
      ...exchange,
      headers: headersOf(request),
      method: request.method ?? '',
      url,
      caller,
      body,
    }),
    serverContext(exchange.correlationId),
  );
  response.writeHead(answered.statusCode, answered.headers as Record<string, string>).end(answered.body);
}

async function stream(
  { open, clock }: StreamServerOptions,
  {
    request,
    response,
    correlationId,
    url,
    caller,
  }: Exchange & { readonly url: URL; readonly caller: Extract<ServerAuthorization, { outcome: 'allowed' }> },
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.once('error', () => gone.abort());
  const query = [...new Set(url.searchParams.keys())].map(
    (key) => [key, url.searchParams.getAll(key)] as const,
  );
  const expiresAt = caller.expires * 1000;
  if (expiresAt <= clock()) throw new AppError('UNAUTHENTICATED', 'the token has expired: get a new one');
  const answered = await open({
    ...{ path: url.pathname, query: Object.fromEntries(query), headers: headersOf(request) },
    ...{ caller: { clientId: caller.clientId, roles: caller.roles, expiresAt } },
    ...{ correlationId, connectionId: randomUUID(), endsBy: NEVER, signal: gone.signal },
  });
  if (answered.status === 204) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(200, STREAM_HEADERS);
  response.flushHeaders();
  await writeStream(answered.chunks, response, gone.signal);
  response.end();
}

function unknownRoute(
  { streams, commands }: StreamServerOptions,
  path: string,
  response: ServerResponse,
): AppError {
  const names = [...streams.map((one) => `GET ${one}`), ...Object.keys(commands)];
  const methods = names.filter((name) => name.endsWith(` ${path}`)).map((name) => name.split(' ')[0]);
  if (methods.length === 0) return new AppError('NOT_FOUND', 'there is no such resource');
  response.setHeader('allow', methods.join(', '));
  return new AppError('METHOD_NOT_ALLOWED', `this resource has only ${methods.join(', ')}`);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES)
      throw new AppError('BODY_TOO_LARGE', `the body has more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  return headersOf(request)[name];
}

/** Several headers of a name are one with commas, which is no token and no id. */
function headersOf({ headersDistinct }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [name, values?.join(', ')]),
  );
}
