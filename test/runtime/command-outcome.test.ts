import { AppError } from '../../lambda/domain/app-error.ts';
import type { RouteTable } from '../../lambda/runtime/command.ts';
import { setUp } from '../support/command-api-set-up.ts';
import { answerBody } from '../support/gateway-event.ts';

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

  it('because the time of the function is up may be tried again, too', async () => {
    const routes: RouteTable = {
      'POST /orders': { roles: ['ordering'], validate: () => [], operation: () => new Promise(() => {}) },
    };
    const answer = await setUp({ routes, remainingMs: 20 }).send();
    expect(answer.statusCode).toBe(503);
    expect(answer.headers?.['retry-after']).toBe('1');
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
    logger.info('between two requests', {});
    expect(logger.lines[2]?.fields).toEqual({});
  });

  it('counts requests, errors of either side and milliseconds', async () => {
    const { send, metrics } = setUp({ fails: new Error('x') });
    await send();
    await send({ authorizer: undefined });
    expect(metrics.published).toEqual({ Requests: 2, ClientErrors: 1, ServerErrors: 1, LatencyMs: 12 });
  });
});
