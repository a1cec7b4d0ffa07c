import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { selfSignedCertificate } from './self-signed-certificate.ts';

// Run as a child process: a receiver of its own that answers each POST with 200 after a time between nothing and twice
// the mean, and does next to nothing else, so that what is measured is the sender.
const MEAN_MS = Number(process.argv[2] ?? 0);
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok';
const HEADERS_END = Buffer.from('\r\n\r\n');

const { key, cert } = selfSignedCertificate(Date.now());
const took = { messages: 0, ms: 0 };

function answer(socket: Socket): void {
  if (MEAN_MS === 0) {
    socket.write(ANSWER);
    return;
  }
  const started = performance.now();
  setTimeout(
    () => {
      took.messages += 1;
      took.ms += performance.now() - started;
      socket.write(ANSWER);
    },
    Math.random() * 2 * MEAN_MS,
  );
}

/** Bytes of the first request in the buffer; 0 until it is whole. */
function requestLength(bytes: Buffer): number {
  const end = bytes.indexOf(HEADERS_END);
  if (end === -1) return 0;
  const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(bytes.toString('latin1', 0, end)) ?? [];
  const whole = end + HEADERS_END.length + Number(length);
  return bytes.length >= whole ? whole : 0;
}

const server = createServer({ key, cert, ALPNProtocols: ['http/1.1'] }, (socket) => {
  let waiting: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    for (let length = requestLength(waiting); length > 0; length = requestLength(waiting)) {
      waiting = waiting.subarray(length);
      answer(socket);
    }
  });
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `https://localhost:${port}/hook`, ca: cert });
});
process.on('message', () => {
  process.send?.({ ...took });
  Object.assign(took, { messages: 0, ms: 0 });
});
process.on('disconnect', () => process.exit(0));
