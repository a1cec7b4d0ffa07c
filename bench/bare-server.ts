import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { STREAM_HEADERS } from '../lambda/runtime/stream-request.ts';

/** `node:http` and nothing else: whoever asks is sent bytes that were made before. */
export class BareServer {
  readonly port: number;
  readonly #responses: Set<ServerResponse>;

  private constructor(port: number, responses: Set<ServerResponse>) {
    this.port = port;
    this.#responses = responses;
  }

  static async start(): Promise<BareServer> {
    const responses = new Set<ServerResponse>();
    const server = createServer((_, response) => {
      response.writeHead(200, STREAM_HEADERS);
      response.write('retry:2000\n\n');
      responses.add(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new BareServer((server.address() as AddressInfo).port, responses);
  }

  /** Each reader is written to as fast as its socket takes it. */
  async sendEach(writes: readonly Buffer[]): Promise<void> {
    await Promise.all(
      [...this.#responses].map(async (response) => {
        for (const bytes of writes) if (!response.write(bytes)) await once(response, 'drain');
      }),
    );
  }

  /**
   * Each write goes to all readers before the next is looked at, in a turn of the event loop of its own, as events come: `node:http` joins
   * what is written to a socket within one turn.
   */
  async sendAll(writes: readonly Buffer[]): Promise<void> {
    for (const bytes of writes) {
      const full = [...this.#responses].filter((response) => !response.write(bytes));
      await nextTurn();
      await Promise.all(
        full.map((response) => (response.writableNeedDrain ? once(response, 'drain') : undefined)),
      );
    }
  }
}
