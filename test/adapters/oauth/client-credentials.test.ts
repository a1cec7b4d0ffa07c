import type { Certificate } from '../../support/certificates.ts';
import { answering, rawBytes, TlsServer } from '../../support/tls-server.ts';
import { CREDENTIALS, tokensFor } from '../../support/token-setup.ts';
import { localCertificates } from '../../support/webhook-setup.ts';

let authority: Certificate;
let certificate: Certificate;
let server: TlsServer;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ({ authority, server: certificate } = await localCertificates());
});
beforeEach(async () => {
  server = await new TlsServer(certificate).start();
  ends.push(() => server.stop());
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const WITHIN = 5_000;

function tokensOf(overrides: Parameters<typeof tokensFor>[2] = {}) {
  const made = tokensFor(`https://localhost:${server.port}/token`, authority, overrides);
  ends.push(() => made.tokens.close());
  return made;
}

function granting(token: string, others: object = { token_type: 'Bearer', expires_in: 3600 }) {
  return answering(200, {}, JSON.stringify({ access_token: token, ...others }));
}

describe('the request for a token', () => {
  it('names the grant, the scope and the audience', async () => {
    server.script(granting('a'));
    const { tokens } = tokensOf({ scope: 'deliver read', audience: 'https://api.example.org' });
    expect(await tokens.current(WITHIN)).toEqual({ outcome: 'token', token: 'a' });
    const [{ body, headers, method } = { body: '', headers: {}, method: '' }] = server.received;
    expect([method, headers['content-type']]).toEqual(['POST', 'application/x-www-form-urlencoded']);
    expect(body).toBe(
      'grant_type=client_credentials&scope=deliver+read&audience=https%3A%2F%2Fapi.example.org',
    );
  });

  it('has the credentials in the header, form-encoded, by basic authentication', async () => {
    server.script(granting('a'));
    await tokensOf().tokens.current(WITHIN);
    const [{ body, headers } = { body: '', headers: {} }] = server.received;
    const encoded = 'mill+race%3A1:s%2Be%2Fc%25r%26t%3D%22x%22+100%25';
    expect(headers.authorization).toBe(`Basic ${Buffer.from(encoded).toString('base64')}`);
    expect(body).toBe('grant_type=client_credentials');
  });

  it('has them in the body, and only there, by post authentication', async () => {
    server.script(granting('a'));
    await tokensOf({ authentication: 'post' }).tokens.current(WITHIN);
    const [{ body, headers } = { body: '', headers: {} }] = server.received;
    expect(headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: 'client_credentials',
      client_id: CREDENTIALS.clientId,
      client_secret: CREDENTIALS.clientSecret,
    });
  });
});

describe('a token', () => {
  it('is fetched once for all who ask at once', async () => {
    server.script((response) =>
      setTimeout(() => response.end('{"access_token":"a","token_type":"Bearer"}'), 50),
    );
    const { tokens } = tokensOf();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => tokens.current(WITHIN)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['an hour', { expires_in: 3600 }, 3570],
    ['an hour, as text', { expires_in: '3600' }, 3570],
    ['a minute', { expires_in: 60 }, 30],
    ['ten seconds', { expires_in: 10 }, 5],
    ['it is not said how long', {}, 30],
    ['it is said in a way that makes no sense', { expires_in: -1 }, 30],
    ['it is said with a word', { expires_in: 'soon' }, 30],
  ])('that lives %s is kept until shortly before its end', async (_what, lifetime, keptS) => {
    server.script(granting('a', lifetime), granting('b'));
    const { tokens, time } = tokensOf();
    await tokens.current(WITHIN);
    time.now += keptS * 1000 - 1;
    expect(await tokens.current(WITHIN)).toEqual({ outcome: 'token', token: 'a' });
    time.now += 1;
    expect(await tokens.current(WITHIN)).toEqual({ outcome: 'token', token: 'b' });
    expect(server.received).toHaveLength(2);
  });

  it('that was refused is replaced once, by whoever says so first', async () => {
    server.script(granting('a'), granting('b'), granting('c'));
    const { tokens } = tokensOf();
    await tokens.current(WITHIN);
    const replaced = await Promise.all([tokens.insteadOf('a', WITHIN), tokens.insteadOf('a', WITHIN)]);
    expect(replaced).toEqual([
      { outcome: 'token', token: 'b' },
      { outcome: 'token', token: 'b' },
    ]);
    // A late word about the first token says nothing about the second.
    expect(await tokens.insteadOf('a', WITHIN)).toEqual({ outcome: 'token', token: 'b' });
    expect(server.received).toHaveLength(2);
  });

  it('is fetched with the credentials that are valid then', async () => {
    server.script(granting('a'), granting('b'));
    let clientSecret = 'old';
    const { tokens } = tokensOf({
      authentication: 'post',
      credentials: async () => ({ clientId: 'c', clientSecret }),
    });
    await tokens.current(WITHIN);
    clientSecret = 'new';
    await tokens.insteadOf('a', WITHIN);
    const secrets = server.received.map(({ body }) => new URLSearchParams(body).get('client_secret'));
    expect(secrets).toEqual(['old', 'new']);
  });
});

describe('a token that cannot be had', () => {
  const ECHO = CREDENTIALS.clientSecret;

  it.each([
    [
      'invalid_client',
      answering(401, {}, `{"error":"invalid_client","error_description":${JSON.stringify(ECHO)}}`),
      401,
    ],
    ['invalid_scope', answering(400, {}, '{"error":"invalid_scope"}'), 400],
    ['no token', answering(400, {}, `{"error":${JSON.stringify(ECHO)}}`), 400],
    ['no token', answering(500, {}, '<html>'), 500],
    ['no token', answering(302, { location: 'https://169.254.169.254/' }), 302],
    ['no token', answering(201, {}, '{"access_token":"a"}'), 201],
    ['the answer has no usable access_token', answering(200, {}, 'garbage'), 200],
    ['the answer has no usable access_token', answering(200, {}, 'null'), 200],
    ['the answer has no usable access_token', answering(200, {}, '{"access_token":7}'), 200],
    ['the answer has no usable access_token', answering(200, {}, '{"access_token":""}'), 200],
    ['the answer has no usable access_token', answering(200, {}, '{"access_token":"a\\r\\nX-Evil: 1"}'), 200],
    ['the answer has no usable access_token', answering(200, {}, '{"access_token":"a b"}'), 200],
    ['the token is not a bearer token', answering(200, {}, '{"access_token":"a","token_type":"mac"}'), 200],
  ])('says %s', async (reason, answer, status) => {
    server.script(answer, granting('later'));
    const { tokens } = tokensOf();
    const outcome = await tokens.current(WITHIN);
    expect(outcome).toEqual({ outcome: 'failed', reason, status });
    expect(Object.values(outcome).join()).not.toContain(ECHO);
    expect(await tokens.current(WITHIN)).toEqual({ outcome: 'token', token: 'later' });
  });

  it('says so when the connection breaks', async () => {
    server.script(rawBytes('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"access_'));
    const outcome = await tokensOf().tokens.current(WITHIN);
    expect(outcome).toEqual({ outcome: 'failed', reason: expect.stringMatching(/^response: /) });
  });

  it('says so when the credentials cannot be read, and not what was thrown', async () => {
    const credentials = () => Promise.reject(new Error(`bad secret ${ECHO}`));
    const outcome = await tokensOf({ credentials }).tokens.current(WITHIN);
    expect(outcome).toEqual({ outcome: 'failed', reason: 'the credentials cannot be read' });
  });

  it.each([
    ['http://localhost/token', 'destination: not https'],
    ['https://169.254.169.254/token', /^destination: 169\.254\.169\.254 is link-local/],
    ['https://[::ffff:127.0.0.1]/token', /^destination: /],
  ])('is not asked for at %s', async (tokenUrl, reason) => {
    const { tokens } = tokensOf({ tokenUrl });
    expect(await tokens.current(WITHIN)).toEqual({
      outcome: 'failed',
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
    await tokens.close();
  });

  it('keeps nobody waiting longer than they have', async () => {
    server.script(rawBytes('', { stayOpen: true }));
    const { tokens } = tokensOf({ withinMs: 300 });
    const [hurried, patient] = await Promise.all([tokens.current(30), tokens.current(WITHIN)]);
    expect([hurried, patient]).toEqual([
      { outcome: 'failed', reason: 'timeout: no token in time' },
      { outcome: 'failed', reason: 'timeout: no answer in time' },
    ]);
  });
});
