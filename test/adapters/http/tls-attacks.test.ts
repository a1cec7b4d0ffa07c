import type { ServerOptions } from 'node:https';
import tls from 'node:tls';
import { type Certificate, certificateAuthority, signedCertificate } from '../../support/certificates.ts';
import { TlsServer } from '../../support/tls-server.ts';
import { MESSAGE, receiverFor } from '../../support/webhook-setup.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const LOCAL = { names: ['localhost'], addresses: ['127.0.0.1'] };
const MUTUAL = { requestCert: true, rejectUnauthorized: true };
let authority: Certificate;

beforeAll(async () => {
  authority = await certificateAuthority();
});

async function deliverTo(
  certificate: Certificate,
  options: ServerOptions = {},
  overrides: Parameters<typeof receiverFor>[2] = {},
) {
  const server = await new TlsServer(certificate, options).start();
  const { receiver } = receiverFor(server, authority, overrides);
  // Twice: what a first handshake leaves behind must not open the door to the second.
  const outcomes = [await receiver.deliver([MESSAGE]), await receiver.deliver([MESSAGE])];
  await receiver.close();
  await server.stop();
  return { outcomes, received: server.received.length };
}

const refused = (reason: unknown) => ({
  outcomes: [
    { outcome: 'failed', stage: 'tls', reason, ms: expect.any(Number) },
    { outcome: 'failed', stage: 'tls', reason, ms: expect.any(Number) },
  ],
  received: 0,
});

describe('the certificate of the receiver', () => {
  it('is taken from an authority that the configuration names', async () => {
    const certificate = await signedCertificate({ authority, ...LOCAL });
    expect(await deliverTo(certificate)).toMatchObject({ received: 2 });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is refused when it is for another host (%s)', async (version) => {
    const certificate = await signedCertificate({ authority, names: ['example.org'] });
    expect(await deliverTo(certificate, { minVersion: version, maxVersion: version })).toEqual(
      refused('ERR_TLS_CERT_ALTNAME_INVALID'),
    );
  });

  it('is refused when it is for a name and the URL has an address', async () => {
    const certificate = await signedCertificate({ authority, names: ['localhost'] });
    const server = await new TlsServer(certificate).start();
    const { receiver } = receiverFor(server, authority, { url: `https://127.0.0.1:${server.port}/` });
    expect(await receiver.deliver([MESSAGE])).toMatchObject({
      stage: 'tls',
      reason: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    await receiver.close();
    await server.stop();
  });

  it('is refused when it has expired', async () => {
    const times = { notBefore: new Date(Date.now() - 2 * DAY_MS), notAfter: new Date(Date.now() - DAY_MS) };
    const certificate = await signedCertificate({ authority, ...LOCAL, ...times });
    expect(await deliverTo(certificate)).toEqual(refused('CERT_HAS_EXPIRED'));
  });

  it('is refused when it is not valid yet', async () => {
    const times = { notBefore: new Date(Date.now() + DAY_MS), notAfter: new Date(Date.now() + 2 * DAY_MS) };
    const certificate = await signedCertificate({ authority, ...LOCAL, ...times });
    expect(await deliverTo(certificate)).toEqual(refused('CERT_NOT_YET_VALID'));
  });

  it('is refused when another authority signed it, also where the environment says to trust anybody', async () => {
    const other = await certificateAuthority('Somebody else');
    const certificate = await signedCertificate({ authority: other, ...LOCAL });
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await deliverTo(certificate)).toEqual(refused(expect.stringMatching(/UNABLE_TO|SELF_SIGNED/)));
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });
});

describe('the version of TLS', () => {
  const defaults = { version: tls.DEFAULT_MIN_VERSION, ciphers: tls.DEFAULT_CIPHERS };
  // What a process allows by default makes no difference.
  beforeEach(() => {
    tls.DEFAULT_MIN_VERSION = 'TLSv1';
    tls.DEFAULT_CIPHERS = `${defaults.ciphers}:@SECLEVEL=0`;
  });
  afterEach(() => {
    tls.DEFAULT_MIN_VERSION = defaults.version;
    tls.DEFAULT_CIPHERS = defaults.ciphers;
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)('is refused when it is %s', async (version) => {
    const certificate = await signedCertificate({ authority, ...LOCAL });
    const old = { minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' };
    expect(await deliverTo(certificate, old)).toEqual(refused(expect.stringContaining('SSL')));
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('may be %s', async (version) => {
    const certificate = await signedCertificate({ authority, ...LOCAL });
    expect(await deliverTo(certificate, { minVersion: version, maxVersion: version })).toMatchObject({
      received: 2,
    });
  });
});

describe('a receiver that asks for a certificate', () => {
  it('is shown the client certificate of the configuration', async () => {
    const certificate = await signedCertificate({ authority, ...LOCAL });
    const client = await signedCertificate({ authority, names: ['millrace'] });
    const tls = { ca: authority.cert, ...client };
    expect(await deliverTo(certificate, { ...MUTUAL, ca: authority.cert }, { tls })).toMatchObject({
      received: 2,
    });
  });

  it('gets no message when there is none', async () => {
    const certificate = await signedCertificate({ authority, ...LOCAL });
    const { outcomes, received } = await deliverTo(certificate, { ...MUTUAL, ca: authority.cert });
    expect(received).toBe(0);
    // TLS 1.3 tells the client after its handshake, when it is about to send.
    expect(outcomes).toMatchObject([{ outcome: 'failed' }, { outcome: 'failed' }]);
  });
});
