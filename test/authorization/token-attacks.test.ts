import { createHmac } from 'node:crypto';
import { type CryptoKey, exportSPKI, importJWK, SignJWT } from 'jose';
import { jwtVerifier } from '../../lambda/adapters/oauth/jwt-verifier.ts';
import { authorize } from '../../lambda/authorization/authorize.ts';
import { KeyServer, type SigningKey, signingKey } from '../support/key-server.ts';

const NOW_SECONDS = 1_800_000_000;
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'millrace';

const server = new KeyServer();
let key: SigningKey;
let stranger: SigningKey;
let bearerOfNineKilobytes: string;

beforeAll(async () => {
  [key, stranger] = await Promise.all([signingKey('key-1'), signingKey('key-1')]);
  bearerOfNineKilobytes = `Bearer ${await token({ claims: { padding: 'x'.repeat(6_500) } })}`;
  await server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  Object.assign(server, { asked: 0, keys: [key.publicJwk], instead: undefined });
});

interface TokenOptions {
  readonly key?: SigningKey;
  readonly header?: Record<string, unknown>;
  /** Undefined leaves a claim out. */
  readonly claims?: Record<string, unknown>;
}

async function token(options: TokenOptions = {}): Promise<string> {
  const signer = options.key ?? key;
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'subject-1',
    client_id: 'shop',
    exp: NOW_SECONDS + 300,
    roles: ['ordering'],
    ...options.claims,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: signer.alg, kid: signer.kid, ...options.header })
    .sign(signer.privateKey, { crit: { x: true } });
}

/** A verifier that has fetched no keys yet. */
function verifier(change: { cooldownMs?: number; timeoutMs?: number; jwksUrl?: string } = {}) {
  return jwtVerifier({ issuer: ISSUER, jwksUrl: server.url, clock: () => NOW_SECONDS * 1000, ...change });
}

function decide(authorization: string | undefined, using = verifier()) {
  return authorize(authorization, { verifier: using, audience: AUDIENCE, rolesClaim: 'roles' });
}

const decideToken = async (options: TokenOptions) => decide(`Bearer ${await token(options)}`);

/** A token put together by hand, which no library would sign. */
function forged(header: object, signature: (input: string) => string, claims: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const all = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 's',
    exp: NOW_SECONDS + 300,
    roles: ['ordering'],
    ...claims,
  };
  const input = `${part(header)}.${part(all)}`;
  return `${input}.${signature(input)}`;
}

describe('a token that is right', () => {
  it('tells who sent it, what they may do and until when', async () => {
    expect(await decideToken({})).toEqual({
      outcome: 'allowed',
      subject: 'subject-1',
      clientId: 'shop',
      roles: ['ordering'],
      expires: NOW_SECONDS + 300,
    });
  });

  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('may be signed with %s', async (alg) => {
    const other = await signingKey('key-2', alg);
    server.keys = [key.publicJwk, other.publicJwk];
    expect((await decideToken({ key: other })).outcome).toBe('allowed');
  });

  it('may be sent with the scheme in any case', async () => {
    expect((await decide(`bearer ${await token()}`)).outcome).toBe('allowed');
  });

  it('may have several audiences', async () => {
    expect((await decideToken({ claims: { aud: ['other', AUDIENCE] } })).outcome).toBe('allowed');
  });

  it.each([
    ['ended 29 s ago', { exp: NOW_SECONDS - 29 }],
    ['begins in 29 s', { nbf: NOW_SECONDS + 29 }],
  ])('may come by a clock that differs a little: it %s', async (_what, claims) => {
    expect((await decideToken({ claims })).outcome).toBe('allowed');
  });

  it('has the keys fetched once, however many come at once', async () => {
    const using = verifier();
    const authorization = `Bearer ${await token()}`;
    await Promise.all(Array.from({ length: 20 }, () => decide(authorization, using)));
    expect(server.asked).toBe(1);
  });

  it('is taken without a role, for each route asks for its own', async () => {
    expect(await decideToken({ claims: { roles: undefined } })).toMatchObject({
      outcome: 'allowed',
      roles: [],
    });
  });
});

describe('a token is refused', () => {
  it.each<[string, TokenOptions]>([
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['of an issuer that only begins like ours', { claims: { iss: `${ISSUER}.evil.example` } }],
    ['without an issuer', { claims: { iss: undefined } }],
    ['for another audience', { claims: { aud: 'other' } }],
    ['for an audience that contains ours', { claims: { aud: 'millrace-dev' } }],
    ['for an empty list of audiences', { claims: { aud: [] } }],
    ['for an audience inside a list inside a list', { claims: { aud: [[AUDIENCE]] } }],
    ['without an audience', { claims: { aud: undefined } }],
    [
      'without an audience, with a scope of ours, of no Cognito',
      { claims: { aud: undefined, scope: 'millrace/ordering' } },
    ],
    ['that ended 31 s ago', { claims: { exp: NOW_SECONDS - 31 } }],
    ['that never ends', { claims: { exp: undefined } }],
    ['whose end is a text', { claims: { exp: String(NOW_SECONDS + 300) } }],
    ['that begins in 31 s', { claims: { nbf: NOW_SECONDS + 31 } }],
    ['whose beginning is a text', { claims: { nbf: 'now' } }],
    ['that names nobody', { claims: { sub: undefined, client_id: undefined } }],
    ['with a critical extension that we do not know', { header: { crit: ['x'], x: 1 } }],
  ])('%s', async (_what, options) => {
    expect((await decideToken(options)).outcome).toBe('refused');
  });

  it('signed by a stranger under the name of our key', async () => {
    expect(await decideToken({ key: stranger })).toMatchObject({
      outcome: 'refused',
      reason: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });

  it.each(['none', 'None', 'NONE', ''])('without a signature, with the algorithm %p', async (alg) => {
    const unsigned = forged({ alg, kid: 'key-1' }, () => '');
    expect((await decide(`Bearer ${unsigned}`)).outcome).toBe('refused');
    expect((await decide(`Bearer ${unsigned}AAAA`)).outcome).toBe('refused');
  });

  it.each(['HS256', 'HS512'])('signed by %s with our public key as the secret', async (alg) => {
    const publicKey = await importJWK(key.publicJwk, 'RS256', { extractable: true });
    const secrets = [
      await exportSPKI(publicKey as CryptoKey),
      JSON.stringify(key.publicJwk),
      key.publicJwk.n ?? '',
    ];
    for (const secret of secrets) {
      const hash = alg === 'HS256' ? 'sha256' : 'sha512';
      const sign = (input: string) => createHmac(hash, secret).update(input).digest('base64url');
      const decision = await decide(`Bearer ${forged({ alg, kid: 'key-1' }, sign)}`);
      expect(decision).toMatchObject({ outcome: 'refused', reason: 'ERR_JOSE_ALG_NOT_ALLOWED' });
    }
  });

  it('signed with a secret that the key set shows by mistake', async () => {
    const secret = Buffer.alloc(32, 1);
    server.keys = [{ kty: 'oct', kid: 'key-1', alg: 'HS256', k: secret.toString('base64url') }];
    const sign = (input: string) => createHmac('sha256', secret).update(input).digest('base64url');
    expect((await decide(`Bearer ${forged({ alg: 'HS256', kid: 'key-1' }, sign)}`)).outcome).toBe('refused');
  });

  it.each(['jwk', 'jku', 'x5u'])('that brings its own key in the header %s', async (name) => {
    const value = name === 'jwk' ? stranger.publicJwk : 'https://evil.example/keys';
    expect((await decideToken({ key: stranger, header: { [name]: value } })).outcome).toBe('refused');
  });

  it('whose claims were changed after it was signed', async () => {
    const [header, , signature] = (await token()).split('.');
    const claims = {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 's',
      exp: NOW_SECONDS + 9_999,
      roles: ['system-admin'],
    };
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    expect((await decide(`Bearer ${header}.${changed}.${signature}`)).outcome).toBe('refused');
  });

  it('whose signature lacks its end', async () => {
    expect((await decide(`Bearer ${(await token()).slice(0, -5)}`)).outcome).toBe('refused');
  });

  it('signed with a key that is not in the set', async () => {
    const unknown = await signingKey('key-9');
    expect(await decideToken({ key: unknown })).toMatchObject({ reason: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it('signed with a key that is for encryption', async () => {
    server.keys = [{ ...key.publicJwk, use: 'enc' }];
    expect((await decideToken({})).outcome).toBe('refused');
  });

  it('that names no key where there are several', async () => {
    const other = await signingKey('key-2');
    server.keys = [key.publicJwk, other.publicJwk];
    expect((await decideToken({ header: { kid: undefined } })).outcome).toBe('refused');
  });
});

describe('an Authorization header is refused, without asking for keys,', () => {
  it.each<[string, (jwt: string) => string | undefined]>([
    ['that is missing', () => undefined],
    ['that is empty', () => ''],
    ['with another scheme', (jwt) => `Basic ${jwt}`],
    ['without a scheme', (jwt) => jwt],
    ['without a token', () => 'Bearer '],
    ['with two spaces', (jwt) => `Bearer  ${jwt}`],
    ['with two tokens', (jwt) => `Bearer ${jwt}, Bearer ${jwt}`],
    ['with something after the token', (jwt) => `Bearer ${jwt} x`],
    ['with a line break', (jwt) => `Bearer ${jwt}\n`],
    ['with an encrypted token', () => 'Bearer a.b.c.d.e'],
    ['with an opaque token', () => 'Bearer 6f1ed002ab5595859014ebf0951522d9'],
    ['of over 8 kB, though its token is right', () => bearerOfNineKilobytes],
    ['of 100 kB', (jwt) => `Bearer ${'a'.repeat(100_000)}.${jwt}`],
    ['of 100 kB in the form of a token', () => `Bearer ${'a'.repeat(100_000)}.b.c`],
  ])('%s', async (_what, header) => {
    expect((await decide(header(await token()))).outcome).toBe('refused');
    expect(server.asked).toBe(0);
  });

  it.each(['Bearer a.b.c', 'Bearer e30.e30.e30', 'Bearer bnVsbA.bnVsbA.AA'])(
    'or at the latest by them: %s',
    async (header) => {
      expect((await decide(header)).outcome).toBe('refused');
    },
  );
});

describe('the key set', () => {
  it('is fetched again for a new key, so that the issuer can rotate', async () => {
    const using = verifier({ cooldownMs: 0 });
    const next = await signingKey('key-2');
    expect((await decide(`Bearer ${await token()}`, using)).outcome).toBe('allowed');
    server.keys = [key.publicJwk, next.publicJwk];
    expect((await decide(`Bearer ${await token({ key: next })}`, using)).outcome).toBe('allowed');
    expect(server.asked).toBe(2);
  });

  it('is not fetched for each token with an invented key', async () => {
    const using = verifier();
    for (const kid of ['a', 'b', 'c', 'd']) await decide(`Bearer ${await token({ header: { kid } })}`, using);
    expect(server.asked).toBe(1);
  });

  it('that has lost a key lets its tokens in no more', async () => {
    server.keys = [];
    expect((await decideToken({})).outcome).toBe('refused');
  });

  it.each<[string, KeyServer['instead']]>([
    ['answers 500', { status: 500, body: '{}' }],
    ['answers 404', { status: 404, body: '' }],
    ['redirects', { status: 302, body: '' }],
    ['is no JSON', { status: 200, body: '<html>' }],
    ['is no key set', { status: 200, body: '{"keys":"none"}' }],
    ['does not answer in time', 'silence'],
  ])('that %s lets nobody in, which is our fault and not theirs', async (_what, instead) => {
    server.instead = instead;
    await expect(decide(`Bearer ${await token()}`, verifier({ timeoutMs: 50 }))).rejects.toMatchObject({
      code: 'INTERNAL',
      retryable: true,
    });
  });

  it('that is unreachable lets nobody in', async () => {
    const using = verifier({ jwksUrl: 'http://127.0.0.1:9/keys' });
    await expect(decide(`Bearer ${await token()}`, using)).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it.each([
    'http://issuer.example/keys',
    'http://127.0.0.1.evil.example/keys',
    'file:///keys.json',
    'not a URL',
  ])('must not be at %s, where anybody could change it on its way', (jwksUrl) => {
    expect(() => verifier({ jwksUrl })).toThrow(expect.objectContaining({ code: 'ENVIRONMENT_INVALID' }));
  });
});
