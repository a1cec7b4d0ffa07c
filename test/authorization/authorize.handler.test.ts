import type { APIGatewayRequestAuthorizerEvent, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { SignJWT } from 'jose';
import { KeyServer, type SigningKey, signingKey } from '../support/key-server.ts';

type Handler = typeof import('../../lambda/authorization/authorize.handler.ts').handler;

const METHOD_ARN = 'arn:aws:execute-api:eu-central-1:123456789012:abc123/dev/PUT/catalog/plan-definitions/7';
const server = new KeyServer();
const before = { ...process.env };
let key: SigningKey;
let handler: Handler;
let printed: string[];

beforeAll(async () => {
  key = await signingKey('key-1', 'ES256');
  await server.start();
  Object.assign(process.env, {
    TOKEN_ISSUER: 'https://issuer.example',
    TOKEN_AUDIENCE: 'millrace',
    TOKEN_JWKS_URL: server.url,
    ROLES_CLAIM: 'roles',
    STAGE: 'dev',
    POWERTOOLS_SERVICE_NAME: 'authorization',
    POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
  });
  handler = (await import('../../lambda/authorization/authorize.handler.ts')).handler;
});
afterAll(async () => {
  process.env = before;
  await server.stop();
});
beforeEach(() => {
  server.keys = [key.publicJwk];
  printed = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
  }
});
afterEach(() => jest.restoreAllMocks());

const token = async (roles: unknown = ['ordering', 'crm']) =>
  new SignJWT({ roles, client_id: 'shop' })
    .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
    .setIssuer('https://issuer.example')
    .setAudience('millrace')
    .setSubject('jane@example.com')
    .setExpirationTime('5m')
    .sign(key.privateKey);

const tokenEvent = (authorizationToken: string): APIGatewayTokenAuthorizerEvent => ({
  type: 'TOKEN',
  methodArn: METHOD_ARN,
  authorizationToken,
});

const requestEvent = (
  headers: Record<string, string[]>,
  query: Record<string, string> = {},
): APIGatewayRequestAuthorizerEvent =>
  ({
    type: 'REQUEST',
    methodArn: METHOD_ARN,
    headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.at(-1)])),
    multiValueHeaders: headers,
    queryStringParameters: query,
  }) as unknown as APIGatewayRequestAuthorizerEvent;

describe('the authorizer', () => {
  it('allows the whole stage, since the gateway keeps the answer for every route', async () => {
    const answer = await handler(tokenEvent(`Bearer ${await token()}`));
    expect(answer.policyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: 'Allow',
          Resource: 'arn:aws:execute-api:eu-central-1:123456789012:abc123/dev/*',
        },
      ],
    });
  });

  it('hands on subject, client, roles and end as texts', async () => {
    const { context } = await handler(tokenEvent(`Bearer ${await token()}`));
    expect(context).toEqual({
      subject: 'jane@example.com',
      clientId: 'shop',
      roles: 'ordering crm',
      expires: expect.stringMatching(/^\d{10}$/),
    });
  });

  it('takes the header of a REQUEST event, in any case of its name', async () => {
    const answer = await handler(requestEvent({ authorization: [`Bearer ${await token()}`] }));
    expect(answer.principalId).toBe('shop');
  });

  it('takes no token from the query', async () => {
    const jwt = await token();
    const query = { access_token: jwt, Authorization: `Bearer ${jwt}`, token: jwt };
    await expect(handler(requestEvent({}, query))).rejects.toThrow(/^Unauthorized$/);
  });

  it('takes no token from a request with two Authorization headers', async () => {
    const values = [`Bearer ${await token()}`, 'Bearer x'];
    await expect(handler(requestEvent({ Authorization: values }))).rejects.toThrow(/^Unauthorized$/);
    const twice = requestEvent({ Authorization: values.slice(0, 1), authorization: values.slice(1) });
    await expect(handler(twice)).rejects.toThrow(/^Unauthorized$/);
  });

  it('throws exactly what the gateway answers with 401, and logs the reason but neither token nor person', async () => {
    const jwt = `${(await token()).slice(0, -4)}AAAA`;
    await expect(handler(tokenEvent(`Bearer ${jwt}`))).rejects.toThrow(/^Unauthorized$/);
    expect(printed.join('')).toContain('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    expect(printed.join('')).not.toContain(jwt.slice(0, 30));
    expect(printed.join('')).not.toContain('jane');
    expect(printed.join('')).toContain('"RequestsRefused":1');
  });

  it('throws something else where the keys cannot be had, which the gateway answers with 500', async () => {
    jest.resetModules();
    const fresh = (await import('../../lambda/authorization/authorize.handler.ts')).handler;
    server.instead = { status: 503, body: '' };
    await expect(fresh(tokenEvent(`Bearer ${await token()}`))).rejects.toThrow(/key set/);
    expect(printed.join('')).toContain('"TokenCheckErrors":1');
    expect(printed.join('')).toContain('tokens cannot be checked');
  });

  it('does not start without its settings', async () => {
    jest.resetModules();
    delete process.env.TOKEN_ISSUER;
    await expect(import('../../lambda/authorization/authorize.handler.ts')).rejects.toThrow(/TOKEN_ISSUER/);
  });
});
