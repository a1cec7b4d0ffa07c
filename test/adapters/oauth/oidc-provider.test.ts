import type { Certificate } from '../../support/certificates.ts';
import { OidcServer } from '../../support/oidc-server.ts';
import { answering, TlsServer } from '../../support/tls-server.ts';
import { CREDENTIALS, tokensFor } from '../../support/token-setup.ts';
import { localCertificates, MESSAGE, receiverFor } from '../../support/webhook-setup.ts';

const POSTING = { clientId: 'posting', clientSecret: 'p=o&s t' };
const WITHIN = 5_000;
let authority: Certificate;
let certificate: Certificate;
let oidc: OidcServer;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => {});
  jest.spyOn(console, 'info').mockImplementation(() => {});
  ({ authority, server: certificate } = await localCertificates());
  oidc = await OidcServer.start(certificate, {
    lifetimeS: 600,
    clients: [
      { ...CREDENTIALS, authentication: 'client_secret_basic', scope: 'deliver read' },
      { ...POSTING, authentication: 'client_secret_post', scope: 'read' },
    ],
  });
});
afterAll(() => oidc.stop());
beforeEach(() => {
  oidc.asked = 0;
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function tokenBy(overrides: Parameters<typeof tokensFor>[2]) {
  const { tokens } = tokensFor(`${oidc.issuer}/token`, authority, overrides);
  const outcome = await tokens.current(WITHIN);
  await tokens.close();
  return outcome;
}

const A_TOKEN = { outcome: 'token', token: expect.stringMatching(/^[\w-]{20,}$/) };

describe('a certified OAuth2 server', () => {
  it('gives a token for credentials in the header, characters that form encoding changes included', async () => {
    expect(await tokenBy({ authentication: 'basic' })).toEqual(A_TOKEN);
  });

  it('gives a token for credentials in the body', async () => {
    expect(await tokenBy({ authentication: 'post', credentials: async () => POSTING })).toEqual(A_TOKEN);
  });

  it('gives a token for a scope that the client may have, and none for another', async () => {
    expect(await tokenBy({ scope: 'deliver' })).toEqual(A_TOKEN);
    expect(
      await tokenBy({ scope: 'deliver', authentication: 'post', credentials: async () => POSTING }),
    ).toEqual({
      outcome: 'failed',
      reason: 'invalid_scope',
      status: 400,
    });
  });

  it('gives none for a wrong secret', async () => {
    const credentials = async () => ({ ...CREDENTIALS, clientSecret: 'wrong' });
    expect(await tokenBy({ credentials })).toEqual({
      outcome: 'failed',
      reason: 'invalid_client',
      status: 401,
    });
  });

  it('is asked once by a burst of messages, and once more when its token is refused', async () => {
    const server = await new TlsServer(certificate).start();
    const { tokens } = tokensFor(`${oidc.issuer}/token`, authority);
    const { receiver } = receiverFor(server, authority, { tokens });
    ends.push(receiver.close.bind(receiver), tokens.close.bind(tokens), server.stop.bind(server));
    await Promise.all(Array.from({ length: 30 }, () => receiver.deliver([MESSAGE])));
    expect(oidc.asked).toBe(1);
    server.script(answering(401));
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'delivered' });
    expect(oidc.asked).toBe(2);
    const used = server.received.map(({ headers }) => headers.authorization);
    expect(new Set(used).size).toBe(2);
  });
});
