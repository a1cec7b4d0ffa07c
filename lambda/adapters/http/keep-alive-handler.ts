import { NodeHttpHandler } from '@smithy/node-http-handler';

/** What every client of AWS is handed: connections stay open, and a call that hangs is given up in time to be sent again. */
export function keepAliveHandler(): NodeHttpHandler {
  return new NodeHttpHandler({
    httpsAgent: { keepAlive: true, maxSockets: 50 },
    connectionTimeout: 1000,
    requestTimeout: 5000,
    throwOnRequestTimeout: true,
  });
}
