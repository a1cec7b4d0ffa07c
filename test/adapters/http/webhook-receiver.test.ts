import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Certificate } from '../../support/certificates.ts';
import { answering, rawBytes, TlsServer } from '../../support/tls-server.ts';
import { localCertificates, MESSAGE, receiverFor } from '../../support/webhook-setup.ts';

let certificates: { authority: Certificate; server: Certificate };
let server: TlsServer;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  certificates = await localCertificates();
});
beforeEach(async () => {
  server = await new TlsServer(certificates.server).start();
  ends.push(() => server.stop());
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function receiverOf(overrides: Parameters<typeof receiverFor>[2] = {}) {
  const made = receiverFor(server, certificates.authority, overrides);
  ends.push(() => made.receiver.close());
  return made;
}

const QUICK = { connectMs: 300, headersMs: 150, bodyMs: 150 };

describe('the request', () => {
  it('is a POST of JSON with the token, its length known, over HTTP/1.1', async () => {
    const { receiver } = receiverOf();
    await receiver.deliver([MESSAGE]);
    const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '' }] =
      server.received;
    expect([method, path]).toEqual(['POST', '/hook?tenant=1']);
    expect(headers).toEqual({
      host: `localhost:${server.port}`,
      connection: 'keep-alive',
      'content-type': 'application/json',
      'content-length': `${Buffer.byteLength(body)}`,
      authorization: 'Bearer token-1',
    });
  });

  it.each(['orce-customermod.body.json', 'orce-postrncre.body.json', 'orce-sample-message.body.json'])(
    'has the body of the sample %s, less its line ends',
    async (file) => {
      const sample = readFileSync(join(import.meta.dirname, '../../data', file), 'utf8');
      const { receiver } = receiverOf();
      await receiver.deliver(JSON.parse(sample).messages);
      // The sample's own keys, in its own order: white space outside of texts is all that is taken away.
      const compact = sample.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
      expect(server.received[0]?.body).toBe(compact);
    },
  );

  it('keeps its connection for the next one', async () => {
    const { receiver } = receiverOf();
    for (let n = 0; n < 20; n += 1) await receiver.deliver([MESSAGE]);
    // The first is still tidying up when the second message comes.
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it('goes out beside others, up to the number of connections', async () => {
    const { receiver } = receiverOf({ connections: 3 });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => receiver.deliver([MESSAGE])));
    expect(outcomes.every(({ outcome }) => outcome === 'delivered')).toBe(true);
    expect(server.connections).toBeLessThanOrEqual(3);
  });
});

describe('an answer that is none', () => {
  it.each([
    ['a connection that is reset', rawBytes('')],
    ['half a status line', rawBytes('HTTP/1.1 20')],
    ['half the headers', rawBytes('HTTP/1.1 200 OK\r\nContent-Le')],
    ['half the body', rawBytes('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')],
    ['half a chunk', rawBytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf')],
    ['no HTTP at all', rawBytes('SSH-2.0-OpenSSH_9.6\r\n')],
    ['headers without end', rawBytes(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`)],
  ])('fails as a response: %s', async (_what, answer) => {
    const { receiver } = receiverOf();
    server.script(answer);
    const outcome = await receiver.deliver([MESSAGE]);
    expect(outcome).toMatchObject({ outcome: 'failed', stage: 'response', reason: expect.any(String) });
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'delivered' });
  });

  it.each([
    ['nothing comes', rawBytes('', { stayOpen: true })],
    ['the headers stop', rawBytes('HTTP/1.1 200 OK\r\nX:', { stayOpen: true })],
    ['the body stops', rawBytes('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1', { stayOpen: true })],
  ])('fails as a time-out: %s', async (_what, answer) => {
    const { receiver } = receiverOf({ timeouts: QUICK });
    server.script(answer);
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'failed', stage: 'timeout' });
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'delivered' });
  });

  it('fails as a time-out when it drips for ever', async () => {
    const { receiver } = receiverOf({ withinMs: 300 });
    let drip: NodeJS.Timeout | undefined;
    server.script((response) => {
      response.writeHead(200);
      drip = setInterval(() => response.write('.'), 20);
    });
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'failed', stage: 'timeout' });
    clearInterval(drip);
  });

  it('fails as a time-out while it waits for a connection, and is not sent later', async () => {
    const { receiver } = receiverOf({ connections: 1, withinMs: 400 });
    server.script(rawBytes('', { stayOpen: true }));
    const deliver = (uniqueId: string) => receiver.deliver([{ ...MESSAGE, uniqueId }]);
    const [, waiting] = await Promise.all([deliver('1'), deliver('2')]);
    expect(waiting).toMatchObject({ stage: 'timeout' });
    await deliver('3');
    expect(server.received.filter(({ body }) => body.includes('"uniqueId":"2"'))).toEqual([]);
  });
});

describe('an answer that is odd', () => {
  it.each([
    ['closes the connection', answering(200, { connection: 'close' }, 'ok')],
    ['is HTTP/1.0', rawBytes('HTTP/1.0 200 OK\r\n\r\nfine')],
    [
      'is announced by 103',
      rawBytes('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
    ],
    ['is said to be gzip and is not', answering(200, { 'content-encoding': 'gzip' }, 'garbage')],
    ['is not text', answering(200, {}, '\u0000\u0001\ufffd')],
    ['is huge', answering(200, {}, 'x'.repeat(5_000_000))],
  ])('counts as 200 when it %s', async (_what, answer) => {
    const { receiver } = receiverOf();
    server.script(answer);
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'delivered', status: 200 });
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'delivered', status: 200 });
  });

  it('is read no further than it must be: a refusal without end is one all the same', async () => {
    const { receiver } = receiverOf();
    let sent = 0;
    server.script((response) => {
      response.writeHead(500);
      const flood = () => {
        while (!response.destroyed && response.write('no '.repeat(5_000))) sent += 15_000;
      };
      response.on('drain', flood);
      flood();
    });
    const outcome = await receiver.deliver([MESSAGE]);
    expect(outcome).toMatchObject({ status: 500, excerpt: expect.stringMatching(/^(no )+/) });
    expect(sent).toBeLessThan(20_000_000);
  });

  it('never brings the token back in its excerpt', async () => {
    const { receiver } = receiverOf();
    server.script((response, { headers }) => response.writeHead(400).end(`bad ${headers.authorization} !`));
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ excerpt: 'bad Bearer *** !' });
  });
});

describe('a token that is refused', () => {
  it('is renewed once, and the message sent again', async () => {
    const { receiver, lines } = receiverOf();
    server.script(answering(401));
    expect(await receiver.deliver([MESSAGE], 3)).toMatchObject({ outcome: 'delivered' });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(lines).toMatchObject([
      { status: 401, renewed: false, attempt: 3 },
      { status: 200, renewed: true, attempt: 3 },
    ]);
  });

  it('is not renewed a second time', async () => {
    const { receiver, tokens } = receiverOf();
    server.script(answering(401), answering(401), answering(200));
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'failed', status: 401 });
    expect([server.received.length, tokens.fetched]).toEqual([2, 2]);
  });

  it('fails as a token when there is no other', async () => {
    const { receiver } = receiverOf({
      tokens: {
        cached: () => undefined,
        current: async () => ({ outcome: 'token', token: 'old' }),
        insteadOf: async () => ({ outcome: 'failed', reason: 'invalid_client', status: 401 }),
      },
    });
    server.script(answering(401));
    expect(await receiver.deliver([MESSAGE])).toEqual({
      outcome: 'failed',
      stage: 'token',
      reason: 'invalid_client',
      status: 401,
      ms: expect.any(Number),
    });
  });

  it('that cannot be had at all keeps the message at home', async () => {
    const none = async () => ({ outcome: 'failed' as const, reason: 'dns: ENOTFOUND' });
    const { receiver, lines } = receiverOf({
      tokens: { cached: () => undefined, current: none, insteadOf: none },
    });
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ stage: 'token', reason: 'dns: ENOTFOUND' });
    expect(server.received).toEqual([]);
    expect(lines).toMatchObject([{ stage: 'token', uniqueId: '26764466' }]);
  });
});

describe('the log', () => {
  it('has one line for each POST, and in it nothing of payload, token or answer', async () => {
    const { receiver, lines } = receiverOf({ clock: steps(1_000, 7) });
    server.script(answering(500, {}, 'the customer Vzxcv is unknown'));
    await receiver.deliver([MESSAGE, { ...MESSAGE, uniqueId: '26764467' }], 2);
    expect(lines).toEqual([
      {
        outcome: 'failed',
        stage: 'response',
        status: 500,
        ms: expect.any(Number),
        uniqueId: '26764466,26764467',
        messages: 2,
        type: 'CUSTOMER',
        action: 'CUSTOMERMOD',
        attempt: 2,
        renewed: false,
      },
    ]);
  });
});

describe('a connection that is not made', () => {
  it('fails at the connection when nobody listens', async () => {
    const { port } = server;
    await server.stop();
    ends.shift();
    const { receiver } = receiverFor({ port }, certificates.authority);
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ stage: 'connect', reason: 'ECONNREFUSED' });
    await receiver.close();
  });

  it.each([
    ['closes at once', (tcp: Server) => tcp.on('connection', (socket) => socket.destroy())],
    ['says nothing', (tcp: Server) => tcp.on('connection', () => {})],
    [
      'speaks plain HTTP',
      (tcp: Server) => tcp.on('connection', (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')),
    ],
  ])('fails at TLS when the server %s', async (_what, behave) => {
    const tcp = createServer();
    behave(tcp);
    tcp.on('connection', (socket) => socket.on('error', () => {}));
    tcp.listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address() as AddressInfo;
    const sockets: { destroy(): void }[] = [];
    tcp.on('connection', (socket) => sockets.push(socket));
    const { receiver } = receiverFor({ port }, certificates.authority, { timeouts: QUICK });
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'failed', stage: 'tls' });
    await receiver.close();
    for (const socket of sockets) socket.destroy();
    tcp.close();
  });
});

function steps(from: number, by: number): () => number {
  let now = from - by;
  return () => {
    now += by;
    return now;
  };
}
