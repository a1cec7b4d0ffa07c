import { NOW, setUp } from '../support/command-api-set-up.ts';
import { answerBody, type GatewayRequest } from '../support/gateway-event.ts';

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
    const { statusCode, headers } = await setUp().send({ authorizer });
    expect([statusCode, headers?.['www-authenticate']]).toEqual([401, 'Bearer']);
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

  it.each([
    ['system-admin', 200],
    ['system-config job-admin', 200],
    ['job-admin ordering system-config', 200],
    ['system-config', 403],
    ['job-admin', 403],
    ['ordering', 403],
  ])('that are needed together are needed all of them: %s', async (roles, status) => {
    const { operation } = setUp();
    const { send } = setUp({
      routes: { 'POST /orders': { roles: ['system-admin', ['system-config', 'job-admin']], operation } },
    });
    const answer = await send({ authorizer: context({ roles }) });
    expect(answer.statusCode).toBe(status);
    if (status === 403)
      expect(answerBody(answer).detail).toBe(
        'this needs a token with the role system-admin, or system-config together with job-admin',
      );
  });

  it('that we do not know are not handed on', async () => {
    const { send, commands } = setUp();
    await send({ authorizer: context({ roles: 'root ordering *' }) });
    expect(commands[0]?.caller.roles).toEqual(['ordering']);
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

  it('is another key on another route', async () => {
    const { operation, commands } = setUp();
    const open = { roles: ['ordering'], validate: () => [], operation } as const;
    const { send } = setUp({ routes: { 'POST /orders': open, 'POST /others': open } });
    for (const resource of ['/orders', '/others']) {
      await send({ resource, headers: { 'Idempotency-Key': 'k-1' } });
    }
    const [one, two] = commands.map((command) => command.idempotency?.key);
    expect(one).not.toBe(two);
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
