import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

/** A way to a server that breaks when it is told to: in the middle of a frame, a header, a character. */
export interface CuttingProxy {
  readonly port: number;
  /** Where connections lead from now on. */
  target: number;
  /** Resets every connection that is open; how many that were. */
  cut(): number;
  close(): Promise<void>;
}

export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const onward = createConnection(proxy.target, '127.0.0.1');
    open.add(client);
    const end = () => {
      open.delete(client);
      client.destroy();
      onward.destroy();
    };
    for (const socket of [client, onward]) socket.on('error', end).on('close', end);
    client.pipe(onward);
    onward.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: CuttingProxy = {
    port: (server.address() as AddressInfo).port,
    target,
    cut: () => {
      const { size } = open;
      for (const socket of open) socket.resetAndDestroy();
      return size;
    },
    close: async () => {
      proxy.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
