import { createServer } from 'node:net';
import { LocalError } from './local-error.ts';

const LOOPBACK = '127.0.0.1';

/** A port of the loopback interface that nobody listens on now. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new LocalError('No port of 127.0.0.1 could be opened.');
  return port;
}

/** Throws LocalError when somebody listens on the port. */
export async function requireFreePort(port: number): Promise<void> {
  if ((await listenOnce(port)) === undefined) {
    throw new LocalError(
      `Port ${port} of 127.0.0.1 is taken or may not be used: name another one with --port, or leave --port out to have a free one chosen.`,
    );
  }
}

/** The port that could be listened on, undefined when it could not. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
