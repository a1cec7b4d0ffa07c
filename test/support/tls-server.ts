import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.ts';

/** A request as it came. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How one request is answered. */
export type Answering = (response: ServerResponse, request: Received) => void;

/** An https server on loopback whose next answers are scripted; 200 and nothing else when the script is at its end. */
export class TlsServer {
  readonly received: Received[] = [];
  connections = 0;
  readonly #answers: Answering[] = [];
  readonly #server: Server;

  constructor({ cert, key }: Certificate, options: ServerOptions = {}) {
    this.#server = createServer({ cert, key, ...options }, (request, response) => {
      void this.#answer(request, response);
    });
    this.#server.on('secureConnection', () => {
      this.connections += 1;
    });
    this.#server.on('tlsClientError', () => {});
  }

  /** Adds to the script. */
  script(...answers: readonly Answering[]): void {
    this.#answers.push(...answers);
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.setEncoding('utf8');
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url: path = '', headers } = request;
    const received = { method, path, headers, body };
    this.received.push(received);
    const answer = this.#answers.shift() ?? ((response) => response.end());
    answer(response, received);
  }
}

/** An answer with a status, perhaps headers and a body. */
export function answering(status: number, headers: Record<string, string> = {}, body = ''): Answering {
  return (response) => response.writeHead(status, headers).end(body);
}

/** Raw bytes instead of an answer; then the connection ends, unless it is to stay open. */
export function rawBytes(text: string, { stayOpen = false } = {}): Answering {
  return ({ socket }) => {
    if (stayOpen) socket?.write(text);
    else socket?.end(text);
  };
}
