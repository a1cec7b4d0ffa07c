import { exactNumber } from '../../lambda/domain/json.ts';
import type { Command, CommandAnswer, RouteTable } from '../../lambda/runtime/command.ts';
import { NOW, setUp } from '../support/command-api-set-up.ts';
import { answerBody, type GatewayRequest } from '../support/gateway-event.ts';

describe('the command API', () => {
  it('hands a checked command to the operation and its answer to the caller', async () => {
    const { send, commands } = setUp({ answer: { status: 200, body: { id: 'o-1' } } });
    const answer = await send({ body: '{"orders":[]}' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers?.['content-type']).toBe('application/json');
    expect(answer.body).toBe('{"id":"o-1"}');
    expect(commands).toEqual([
      {
        body: { orders: [] },
        path: {},
        query: {},
        caller: { subject: 'subject-1', clientId: 'shop', roles: ['ordering'] },
        correlationId: 'gateway-request-1',
        idempotency: undefined,
        deadline: NOW + 25_000,
      },
    ]);
  });

  it('hands on the parameters of the query', async () => {
    const { send, commands } = setUp();
    await send({ query: { tick: '29580691950', next: 'a b' } });
    expect(commands[0]?.query).toEqual({ tick: '29580691950', next: 'a b' });
  });

  it('keeps every digit of a number on its way in and out', async () => {
    const { send, commands } = setUp({
      answer: { status: 200, body: { id: exactNumber('77405618597879914'), price: exactNumber('-20.00') } },
    });
    const answer = await send({ body: '{"id":4412964684870431366,"n":1E+400}' });
    expect(JSON.stringify(commands[0]?.body)).toBe('{"id":4412964684870431366,"n":1E+400}');
    expect(answer.body).toBe('{"id":77405618597879914,"price":-20.00}');
  });

  it('gives every answer the headers that keep it from being stored or guessed at', async () => {
    const { send } = setUp();
    for (const answer of [await send(), await send({ authorizer: undefined })]) {
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-correlation-id': 'gateway-request-1',
      });
    }
  });

  it('ends an operation a second before the function would be ended', async () => {
    const { send, commands } = setUp({ remainingMs: 10_000 });
    await send();
    expect(commands[0]?.deadline).toBe(NOW + 9_000);
  });

  it('tells of an answer that was given before', async () => {
    const { send } = setUp({ answer: { status: 200, body: {}, replayed: true } });
    expect((await send()).headers).toMatchObject({ 'idempotency-replayed': 'true' });
    expect((await setUp().send()).headers).not.toHaveProperty('idempotency-replayed');
  });
});

describe('the correlation id', () => {
  it('is the one that was sent, in any case of the header name', async () => {
    const { send, commands, logger } = setUp();
    const answer = await send({ headers: { 'x-correlation-ID': 'order-7:a_b.c' } });
    expect(answer.headers?.['x-correlation-id']).toBe('order-7:a_b.c');
    expect(commands[0]?.correlationId).toBe('order-7:a_b.c');
    expect(logger.lines[0]?.fields).toMatchObject({ correlationId: 'order-7:a_b.c' });
  });

  it.each([
    ['a line break', 'a\r\nset-cookie: x=y'],
    ['a script', '<script>'],
    ['nothing', ''],
    ['129 characters', 'a'.repeat(129)],
    ['letters beyond ASCII', 'ä'],
  ])("is the gateway's request id when %s was sent", async (_what, sent) => {
    const answer = await setUp().send({ headers: { 'X-Correlation-Id': sent } });
    expect(answer.headers?.['x-correlation-id']).toBe('gateway-request-1');
  });
});

describe('routes', () => {
  const operation = async (command: Command): Promise<CommandAnswer> => ({
    status: 200,
    body: { id: command.path.id ?? null, body: command.body },
  });
  const catalog: RouteTable = {
    'PUT /plans/{id}': { roles: ['ordering'], validate: () => [], operation },
    'DELETE /plans/{id}': { roles: ['ordering'], operation },
  };
  const plan = (request: GatewayRequest) =>
    setUp({ routes: catalog }).send({ resource: '/plans/{id}', path: { id: 'p-1' }, ...request });

  it('are found by method and resource, and told what the path says', async () => {
    expect((await plan({ method: 'PUT', path: { id: 'gold%20%C3%A4' } })).body).toBe(
      '{"id":"gold ä","body":{}}',
    );
  });

  it('that take no body read none, whatever is sent', async () => {
    const answer = await plan({ method: 'DELETE', body: '{{{', headers: { 'Content-Type': 'image/png' } });
    expect([answer.statusCode, answer.body]).toEqual([200, '{"id":"p-1","body":null}']);
  });

  it('answer 405 and name the methods that there are', async () => {
    const answer = await plan({ method: 'POST' });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers?.allow).toBe('PUT, DELETE');
    expect(answerBody(answer)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  it.each(['/nothing', '__proto__', 'constructor'])('answer 404 for %s', async (resource) => {
    const answer = await plan({ method: 'PUT', resource });
    expect([answer.statusCode, answerBody(answer).code]).toEqual([404, 'NOT_FOUND']);
  });

  it('answer 404 for a path that is not percent-encoded UTF-8', async () => {
    expect((await plan({ method: 'PUT', path: { id: '%ff' } })).statusCode).toBe(404);
  });
});
