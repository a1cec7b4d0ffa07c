import { AppError } from '../../lambda/domain/app-error.ts';
import { exactNumber } from '../../lambda/domain/json.ts';
import type { Command, CommandAnswer, RouteTable } from '../../lambda/runtime/command.ts';
import { commandApi } from '../../lambda/runtime/command-api.ts';
import {
  answerBody,
  type GatewayRequest,
  gatewayEvent,
  lambdaContext,
  recordingLogger,
  recordingMetrics,
} from '../support/gateway-event.ts';

const NOW = 1_800_000_000_000;

interface SetUp {
  readonly answer?: CommandAnswer;
  readonly fails?: unknown;
  readonly routes?: RouteTable;
  readonly remainingMs?: number;
}

/** A command API of one route, POST /orders, whose operation keeps the commands that it got. */
function setUp(options: SetUp = {}) {
  const commands: Command[] = [];
  const logger = recordingLogger();
  const metrics = recordingMetrics();
  let time = NOW;
  const operation = async (command: Command) => {
    commands.push(command);
    time += 12;
    if ('fails' in options) throw options.fails;
    return options.answer ?? { status: 200 as const, body: { transactionId: 't-1' } };
  };
  const routes = options.routes ?? {
    'POST /orders': { roles: ['ordering'], validate: () => [], operation },
  };
  const handler = commandApi({ logger, metrics, clock: () => time, maxBodyBytes: 2_000 }, routes);
  const send = (request: GatewayRequest = {}) =>
    handler(gatewayEvent(request), lambdaContext(options.remainingMs));
  return { send, commands, logger, metrics, operation };
}

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
        caller: { subject: 'subject-1', clientId: 'shop', roles: ['ordering'] },
        correlationId: 'gateway-request-1',
        idempotency: undefined,
        deadline: NOW + 25_000,
      },
    ]);
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

describe('roles', () => {
  const refused = async (authorizer: Record<string, string> | undefined) => {
    const { send, commands } = setUp();
    const answer = await send({ authorizer });
    expect(commands).toEqual([]);
    return [answer.statusCode, answerBody(answer).code, answerBody(answer).detail];
  };

  it('that do not suffice are answered with 403 and the role that is needed', async () => {
    expect(await refused({ subject: 's', clientId: 'c', roles: 'crm feed-reader' })).toEqual([
      403,
      'FORBIDDEN',
      'this needs a token with the role ordering',
    ]);
  });

  it.each([
    ['no authorizer', undefined],
    ['an empty context', {}],
    ['a context without a subject', { clientId: 'c', roles: 'ordering' }],
    ['a context with an empty client', { subject: 's', clientId: '', roles: 'ordering' }],
    ['a token that ended a minute ago', context({ expires: String(NOW / 1000 - 60) })],
    ['an end that is no number', context({ expires: 'never' })],
  ])('are asked in vain where there is %s: 401', async (_what, authorizer) => {
    expect((await refused(authorizer))[0]).toBe(401);
  });

  it.each([
    ['none', undefined],
    ['an unknown one', 'root'],
    ['one that only begins like it', 'ordering-admin'],
    ['one in another case', 'Ordering'],
  ])('do not let %s in', async (_what, roles) => {
    expect((await refused(context({ roles })))[0]).toBe(403);
  });

  it('let in who has any one of those that are named', async () => {
    const { operation } = setUp();
    const { send } = setUp({ routes: { 'POST /orders': { roles: ['crm', 'ordering'], operation } } });
    expect((await send()).statusCode).toBe(200);
  });

  it('let in whose token has not ended yet', async () => {
    const answer = await setUp().send({ authorizer: context({ expires: String(NOW / 1000 + 1) }) });
    expect(answer.statusCode).toBe(200);
  });

  function context(change: Record<string, string | undefined>): Record<string, string> {
    const all = { subject: 's', clientId: 'c', roles: 'ordering', ...change };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
  }
});

describe('the Idempotency-Key', () => {
  const keyed = async (request: GatewayRequest) => {
    const { send, commands } = setUp();
    const key = { 'Idempotency-Key': 'k-1', ...request.headers };
    const answer = await send({ ...request, headers: key });
    return { answer, idempotency: commands[0]?.idempotency };
  };

  it('gives the same key and fingerprint for the same request, however it is spaced', async () => {
    const one = await keyed({ body: '{"a":1.0}' });
    const two = await keyed({ body: ' { "a" : 1.0 }\n' });
    expect(one.idempotency).toEqual(two.idempotency);
    expect(one.idempotency?.key).toMatch(/^[\w-]{43}$/);
    expect(one.idempotency?.fingerprint).toMatch(/^[\w-]{43}$/);
  });

  it('gives another fingerprint for another body', async () => {
    const one = await keyed({ body: '{"a":1}' });
    const two = await keyed({ body: '{"a":2}' });
    expect(one.idempotency?.key).toBe(two.idempotency?.key);
    expect(one.idempotency?.fingerprint).not.toBe(two.idempotency?.fingerprint);
  });

  it.each([
    ['another client', { subject: 'subject-1', clientId: 'other', roles: 'ordering' }],
    ['another subject', { subject: 'subject-2', clientId: 'shop', roles: 'ordering' }],
  ])('of %s is another key, so that nobody reads what is not theirs', async (_what, authorizer) => {
    expect((await keyed({ authorizer })).idempotency?.key).not.toBe((await keyed({})).idempotency?.key);
  });

  it.each([
    ['empty', ''],
    ['of 256 characters', 'a'.repeat(256)],
    ['with a space', 'a b'],
    ['with a letter beyond ASCII', 'ä'],
    ['with a control character', 'a\u0007'],
  ])('is refused when it is %s', async (_what, key) => {
    const { answer } = await keyed({ headers: { 'Idempotency-Key': key } });
    expect([answer.statusCode, answerBody(answer).code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('may have 255 visible characters', async () => {
    const { answer } = await keyed({ headers: { 'Idempotency-Key': '~'.repeat(255) } });
    expect(answer.statusCode).toBe(200);
  });
});

describe('what goes wrong', () => {
  it('with the body is told all at once, each with its pointer', async () => {
    const errors = [
      { pointer: '/orders/0/id', detail: 'is missing' },
      { pointer: '/orders/1', detail: 'is not an object' },
    ];
    const { operation } = setUp();
    const routes: RouteTable = {
      'POST /orders': { roles: ['ordering'], validate: () => errors, operation },
    };
    const answer = await setUp({ routes }).send();
    expect(answer.statusCode).toBe(400);
    expect(answer.headers?.['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toEqual({
      type: 'urn:millrace:error:validation-failed',
      title: 'The request has fields that are not valid',
      status: 400,
      detail: '2 things are wrong with the body: see errors',
      instance: 'urn:millrace:request:gateway-request-1',
      code: 'VALIDATION_FAILED',
      errors,
    });
  });

  it('by a rule is told in the words of the rule', async () => {
    const fails = new AppError('RULE_VIOLATED', 'the order 801 is superseded already', {
      errors: [{ pointer: '/orders/0', detail: 'is superseded' }],
    });
    const answer = await setUp({ fails }).send();
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'RULE_VIOLATED',
      detail: 'the order 801 is superseded already',
      errors: [{ pointer: '/orders/0', detail: 'is superseded' }],
    });
    expect(answer.headers).not.toHaveProperty('retry-after');
  });

  it.each([
    ['an unexpected error', new TypeError('secret: tbl-records at 10.0.0.1')],
    ['a configuration error', new AppError('CONFIG_INVALID', 'secret table')],
    ['an error that has a cause', new AppError('INTERNAL', 'secret', { cause: new Error('secret') })],
    ['something that is no error', 'secret text'],
    ['nothing at all', undefined],
  ])('on our side (%s) is a 500 without its inside, logged once with it', async (_what, fails) => {
    const { send, logger } = setUp({ fails });
    const answer = await send();
    expect(answer.statusCode).toBe(500);
    expect(answerBody(answer).code).toBe('INTERNAL');
    expect(answer.body).not.toContain('secret');
    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]?.level).toBe('error');
    if (fails instanceof Error) {
      expect(logger.lines[0]?.fields.error).toMatchObject({ message: fails.message, stack: fails.stack });
    }
  });

  it('because others were faster may be tried again soon, and the answer says when', async () => {
    const answer = await setUp({ fails: new AppError('CONTENTION', 'secret') }).send();
    expect(answer.statusCode).toBe(503);
    expect(answer.headers?.['retry-after']).toBe('1');
    expect(answerBody(answer).code).toBe('CONTENTION');
    expect(answer.body).not.toContain('secret');
  });

  it('in an answer that cannot be written is a 500 too', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const answer = await setUp({ answer: { status: 200, body: circular as never } }).send();
    expect(answer.statusCode).toBe(500);
  });
});

describe('the record of a request', () => {
  it('is one line that says what was asked and what came of it, and nobody who is a person', async () => {
    const { send, logger } = setUp();
    await send({ body: '{"email":"a@example.com"}', headers: { Authorization: 'Bearer t0ken' } });
    expect(logger.lines).toEqual([
      {
        level: 'info',
        message: 'request',
        fields: {
          route: 'POST /orders',
          status: 200,
          ms: 12,
          correlationId: 'gateway-request-1',
          clientId: 'shop',
        },
      },
    ]);
  });

  it('has the code of an error, and no stack where the error is not ours', async () => {
    const { send, logger } = setUp({ fails: new AppError('RULE_VIOLATED', 'no') });
    await send();
    expect(logger.lines[0]).toMatchObject({ level: 'info', fields: { status: 400, code: 'RULE_VIOLATED' } });
    expect(logger.lines[0]?.fields).not.toHaveProperty('error');
  });

  it('keeps nothing of the request before', async () => {
    const { send, logger, commands } = setUp();
    await send({ headers: { 'Idempotency-Key': 'k' } });
    await send({ authorizer: { subject: 's', clientId: 'other', roles: 'ordering' } });
    expect(commands[1]?.idempotency).toBeUndefined();
    expect(logger.lines[1]?.fields.clientId).toBe('other');
  });

  it('counts requests, errors of either side and milliseconds', async () => {
    const { send, metrics } = setUp({ fails: new Error('x') });
    await send();
    await send({ authorizer: undefined });
    expect(metrics.published).toEqual({ Requests: 2, ClientErrors: 1, ServerErrors: 1, LatencyMs: 12 });
  });
});
