import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { ConnectFailure, type GuardedConnectOptions, guardedConnector } from './guarded-connect.ts';

/** How long each part of an exchange may take, milliseconds. */
export interface PostTimeouts {
  readonly connectMs: number;
  /** From the end of the request to the end of the answer's headers. */
  readonly headersMs: number;
  /** Between two pieces of the answer's body. */
  readonly bodyMs: number;
}

export interface HttpsPostOptions extends Omit<GuardedConnectOptions, 'connectMs'> {
  readonly url: string;
  /** Connections kept open, and so requests in flight. */
  readonly connections: number;
  readonly timeouts: PostTimeouts;
  /** How much of an answer with this status is kept; the rest is read past. */
  readonly keepBytes: (status: number) => number;
}

/** What one POST sends, and how long it may take. */
export interface PostRequest {
  /** Names and values in turns; `content-length` and `host` are added. */
  readonly headers: readonly string[];
  readonly body: string;
  /** Milliseconds in which all must be over, whatever the other time-outs say. */
  readonly withinMs: number;
}

/** An answer that came to its end, or as far as anybody cares; or how far it came without one. */
export type PostOutcome =
  | {
      readonly answered: true;
      readonly status: number;
      readonly retryAfter?: string;
      readonly text: string;
    }
  | {
      readonly answered: false;
      readonly stage: 'destination' | 'dns' | 'connect' | 'tls' | 'timeout' | 'response';
      /** A code or a phrase for people. */
      readonly reason: string;
    };

/** POSTs to one URL over connections that are kept open. Follows no redirects. */
export interface HttpsPost {
  /** Never throws. A request whose time is up takes its connection with it. */
  post(request: PostRequest): Promise<PostOutcome>;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** The most of an answer's body that is read to keep its connection; beyond it, a new one is cheaper. */
const MAX_BODY_BYTES = 256 * 1024;

/** A URL that is not https, or carries credentials, gives a `destination` failure for each POST. Throws CONFIG_INVALID for a bad network. */
export function httpsPost(options: HttpsPostOptions): HttpsPost {
  const connect = guardedConnector({ ...options, connectMs: options.timeouts.connectMs });
  const url = URL.parse(options.url);
  const fault = urlFault(url);
  if (url === null || fault !== undefined) {
    const outcome: PostOutcome = { answered: false, stage: 'destination', reason: fault ?? 'not a URL' };
    return { post: async () => outcome, close: async () => {} };
  }
  const pool = new Pool(url.origin, {
    connect,
    connections: options.connections,
    allowH2: false,
    headersTimeout: options.timeouts.headersMs,
    bodyTimeout: options.timeouts.bodyMs,
  });
  const path = url.pathname + url.search;
  return {
    post: (request) =>
      new Promise((resolve) => {
        const { headers, body } = request;
        const exchange = new Exchange({ withinMs: request.withinMs, keepBytes: options.keepBytes, resolve });
        pool.dispatch({ path, method: 'POST', headers: headers as string[], body }, exchange);
      }),
    close: () => pool.destroy(),
  };
}

function urlFault(url: URL | null): string | undefined {
  if (url === null) return 'not a URL';
  if (url.protocol !== 'https:') return 'not https';
  return url.username === '' && url.password === '' ? undefined : 'credentials in the URL';
}

interface ExchangeOptions {
  readonly withinMs: number;
  readonly keepBytes: (status: number) => number;
  readonly resolve: (outcome: PostOutcome) => void;
}

/** One request and its answer, as undici tells of them. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #status = 0;
  #retryAfter: string | undefined;
  #kept: Buffer[] = [];
  #keep = 0;
  #read = 0;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#timeOut(), options.withinMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Its time ran out while it waited for a connection.
    if (this.#settled) controller.abort(new Error('too late'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 1xx come before the answer (RFC 9110, 15.2): the last one counts.
    this.#status = status;
    this.#keep = this.#options.keepBytes(status);
    const retryAfter = headers['retry-after'];
    if (typeof retryAfter === 'string') this.#retryAfter = retryAfter;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#read < this.#keep) this.#kept.push(chunk.subarray(0, this.#keep - this.#read));
    this.#read += chunk.length;
    if (this.#read <= MAX_BODY_BYTES) return;
    this.#answer();
    controller.abort(new Error('enough'));
  }

  onResponseEnd(): void {
    this.#answer();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(failureOf(error));
  }

  #timeOut(): void {
    this.#settle({ answered: false, stage: 'timeout', reason: 'no answer in time' });
    this.#controller?.abort(new Error('no answer in time'));
  }

  #answer(): void {
    const text = this.#kept.length === 0 ? '' : Buffer.concat(this.#kept).toString('utf8');
    const answer = { answered: true as const, status: this.#status, text };
    this.#settle(this.#retryAfter === undefined ? answer : { ...answer, retryAfter: this.#retryAfter });
  }

  #settle(outcome: PostOutcome): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#options.resolve(outcome);
  }
}

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function failureOf(error: Error): PostOutcome {
  if (error instanceof ConnectFailure) return { answered: false, stage: error.stage, reason: error.reason };
  const code = (error as { code?: unknown }).code;
  const reason = typeof code === 'string' ? code : 'failed';
  return { answered: false, stage: TIMEOUTS.has(reason) ? 'timeout' : 'response', reason };
}
