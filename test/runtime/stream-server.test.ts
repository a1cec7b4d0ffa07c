import { AppError } from '../../lambda/domain/app-error.ts';
import type { CommandApiHandler } from '../../lambda/runtime/command-api.ts';
import type { OpenStream, StreamRequest } from '../../lambda/runtime/stream-request.ts';
import { type StreamServer, startStreamServer } from '../../lambda/runtime/stream-server.ts';
import { recordingLogger } from '../support/gateway-event.ts';

const EXPIRES = 8_000_000_000;
const servers: StreamServer[] = [];

async function serve(open: OpenStream, about: Partial<Parameters<typeof startStreamServer>[0]> = {}) {
  const logger = recordingLogger();
  const server = await startStreamServer({
    streams: ['/feed/changes'],
    open,
    commands: {},
    authorize: async (header) =>
      header === 'Bearer good'
        ? { outcome: 'allowed', subject: 's', clientId: 'c', roles: ['feed-reader'], expires: EXPIRES }
        : { outcome: 'refused' },
    logger,
    clock: Date.now,
    ...about,
  });
  servers.push(server);
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers: { authorization: 'Bearer good', ...headers },
    });
  return { get, logger };
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function* three(): AsyncGenerator<Buffer, void> {
  for (const text of ['one ', 'two ', 'three']) yield Buffer.from(text);
}

describe('a server of streams', () => {
  it('hands the request over, and writes what comes', async () => {
    let seen: StreamRequest | undefined;
    const { get } = await serve(async (request) => {
      seen = request;
      return { status: 200, chunks: three() };
    });
    const response = await get('/feed/changes?from=1day&x=1&x=2%2B', {
      'Last-Event-ID': 'abc',
      'x-correlation-id': 'me',
    });
    expect(await response.text()).toBe('one two three');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(response.headers.get('x-correlation-id')).toBe('me');
    expect(seen).toMatchObject({
      ...{ path: '/feed/changes', query: { from: ['1day'], x: ['1', '2+'] }, correlationId: 'me' },
      caller: { clientId: 'c', roles: ['feed-reader'], expiresAt: EXPIRES * 1000 },
      headers: { 'last-event-id': 'abc' },
    });
  });

  it('refuses who has no good token, before anything else', async () => {
    const { get } = await serve(async () => ({ status: 204 }));
    const response = await get('/feed/changes', { authorization: 'Bearer bad' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('answers 204, 404 and 405', async () => {
    const { get } = await serve(async () => ({ status: 204 }));
    expect((await get('/feed/changes')).status).toBe(204);
    expect((await get('/feed/other')).status).toBe(404);
    const wrong = await get('/feed/changes', {}, 'POST');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('gives a problem document with its members', async () => {
    const { get } = await serve(async () => {
      throw new AppError('EVENTS_GONE', 'gone', { members: { earliestId: 'abc' } });
    });
    const response = await get('/feed/changes');
    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({ code: 'EVENTS_GONE', earliestId: 'abc', detail: 'gone' });
  });

  it('shows nothing of what fails on our side, and logs it', async () => {
    const { get, logger } = await serve(async () => {
      throw new Error('the secret');
    });
    const response = await get('/feed/changes');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(logger.lines).toHaveLength(1);
  });

  it('breaks a stream off that fails in the middle', async () => {
    const { get } = await serve(async () => ({
      status: 200,
      chunks: (async function* () {
        yield Buffer.from('one');
        throw new Error('no log');
      })(),
    }));
    await expect((await get('/feed/changes')).text()).rejects.toThrow();
  });

  it('asks for no more than the socket takes, and stops when the client goes', async () => {
    let made = 0;
    let returned = false;
    async function* endless(): AsyncGenerator<Buffer, void> {
      try {
        while (true) {
          made += 1;
          yield Buffer.alloc(64 * 1024);
        }
      } finally {
        returned = true;
      }
    }
    const { get } = await serve(async () => ({ status: 200, chunks: endless() }));
    const response = await get('/feed/changes');
    const reader = response.body?.getReader();
    await reader?.read();
    let before = -1;
    while (made !== before) {
      before = made;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    // What two sockets of this machine hold, and not what a reader would take in this time.
    expect(made * 64 * 1024).toBeLessThan(30_000_000);
    await reader?.cancel();
    while (!returned) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('serves commands as the gateway would', async () => {
    const command: CommandApiHandler = async (event) => ({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{
          resource: event.resource,
          method: event.httpMethod,
          query: event.multiValueQueryStringParameters,
        },
        ...{ body: Buffer.from(event.body ?? '', 'base64').toString(), who: event.requestContext.authorizer },
      }),
    });
    const { get } = await serve(async () => ({ status: 204 }), {
      commands: { 'GET /feed/audit-log': command },
    });
    expect(await (await get('/feed/audit-log?status=failed')).json()).toEqual({
      ...{ resource: '/feed/audit-log', method: 'GET', query: { status: ['failed'] }, body: '' },
      who: { subject: 's', clientId: 'c', roles: 'feed-reader', expires: String(EXPIRES) },
    });
  });
});
