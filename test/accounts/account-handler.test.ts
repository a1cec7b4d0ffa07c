import type { CommandApiHandler } from '../../lambda/runtime/command-api.ts';
import { answerBody, gatewayEvent, lambdaContext } from '../support/gateway-event.ts';

/** Only what is refused before anything is read: nothing answers the calls to DynamoDB here. */
describe('the function of accounts', () => {
  const before = { ...process.env };
  let handler: CommandApiHandler;

  beforeAll(async () => {
    Object.assign(process.env, {
      RECORDS_TABLE: 'Records',
      LEDGER_TABLE: 'Ledger',
      STAGE: 'test',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
    });
    ({ handler } = await import('../../lambda/accounts/manage-accounts.handler.ts'));
  });

  afterAll(() => {
    process.env = before;
  });

  const authorizer = { subject: 'subject-1', clientId: 'crm', roles: 'crm' };

  it('refuses an account without its currency, naming all that is wrong', async () => {
    const body = '{"userid":"","statuss":1,"contact":{"email":"nobody"}}';
    const answer = await handler(gatewayEvent({ resource: '/accounts', body, authorizer }), lambdaContext());
    expect(answer.statusCode).toBe(400);
    const { code, errors } = answerBody(answer);
    expect(code).toBe('VALIDATION_FAILED');
    expect((errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/contact/email',
      '/currency',
      '/statuss',
      '/userid',
    ]);
  });

  it.each([
    ['POST', '/accounts/{account_no}/suspend', { account_no: '007' }, 400],
    ['GET', '/accounts/{account_no}', { account_no: 'x' }, 400],
    ['GET', '/subscriptions/{plan_instance_no}', { plan_instance_no: '1.5' }, 400],
    ['DELETE', '/accounts/{account_no}', { account_no: '1' }, 405],
  ])('%s %s of %j: %i', async (method, resource, path, status) => {
    const event = gatewayEvent({ method, resource, path: path as Record<string, string>, authorizer });
    expect((await handler(event, lambdaContext())).statusCode).toBe(status);
  });
});
