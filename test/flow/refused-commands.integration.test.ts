import { isJsonObject } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { fetchToken } from '../../local/api-client.ts';
import type { OauthClientName } from '../../local/oauth-clients.ts';
import { localSystem } from '../support/local-system.ts';

jest.setTimeout(60_000);

const JSON_TYPE = 'application/json';

interface Attack {
  readonly client?: OauthClientName;
  readonly token?: string;
  readonly contentType?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly method?: string;
  readonly route?: string;
}

interface Refusal {
  readonly status: number;
  readonly contentType: string | null;
  /** The problem document's own word for what was wrong. */
  readonly code: unknown;
}

describe('the API refuses with a problem document', () => {
  const { outputs } = localSystem();

  async function send(attack: Attack): Promise<Refusal> {
    const { client, contentType = JSON_TYPE, body = '{}', method = 'POST', route = '/orders' } = attack;
    const token = client
      ? await fetchToken(outputs.oauth.tokenUrl, outputs.oauth.clients[client])
      : attack.token;
    const response = await fetch(outputs.apiUrl + route, {
      method,
      headers: {
        'content-type': contentType,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
    });
    const problem = parseJson(await response.text());
    return {
      status: response.status,
      contentType: response.headers.get('content-type'),
      code: isJsonObject(problem) ? problem.code : problem,
    };
  }

  const refusal = (status: number, code: string): Refusal => ({
    status,
    contentType: 'application/problem+json',
    code,
  });

  it('a request without a token', async () => {
    expect(await send({})).toEqual(refusal(401, 'UNAUTHENTICATED'));
  });

  it('a token that nobody signed', async () => {
    const [header, claims] = [{ alg: 'none' }, { iss: outputs.oauth.tokenUrl, roles: ['ordering'] }].map(
      (part) => Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    expect(await send({ token: `${header}.${claims}.` })).toEqual(refusal(401, 'UNAUTHENTICATED'));
  });

  it.each(['crm', 'system-admin', 'feed-reader', 'nobody'] as const)('the token of %s', async (client) => {
    expect(await send({ client })).toEqual(refusal(403, 'FORBIDDEN'));
  });

  it.each([
    ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['a key that stands twice', '{"orders":[],"orders":[]}'],
    ['__proto__ as a key', '{"__proto__":{"orders":[]}}'],
    ['objects nested too deep', `${'{"orders":'.repeat(2_000)}1${'}'.repeat(2_000)}`],
    ['a body that stops short', '{"orders":['],
    ['an empty body', ''],
    ['half a surrogate pair', '{"orders":"\\ud800"}'],
  ])('%s', async (_, body) => {
    expect(await send({ client: 'ordering', body })).toEqual(refusal(400, 'MALFORMED_JSON'));
  });

  it('a number that cannot be kept with all its digits', async () => {
    const body = `{"orders":[{"quantity":${'9'.repeat(39)}}]}`;
    expect(await send({ client: 'ordering', body })).toEqual(refusal(400, 'VALIDATION_FAILED'));
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])(
    'the content type %s',
    async (contentType) => {
      expect(await send({ client: 'ordering', contentType })).toEqual(refusal(415, 'UNSUPPORTED_MEDIA_TYPE'));
    },
  );

  it('a body of more than 4 MiB', async () => {
    const body = `{"orders":"${'x'.repeat(4 * 1024 * 1024)}"}`;
    expect(await send({ client: 'ordering', body })).toEqual(refusal(413, 'BODY_TOO_LARGE'));
  });

  it('a route that it does not have', async () => {
    expect(await send({ client: 'ordering', route: '/invoices' })).toEqual(refusal(404, 'NOT_FOUND'));
  });
});
