import type { Certificate } from '../../support/certificates.ts';
import { answering, TlsServer } from '../../support/tls-server.ts';
import { localCertificates, MESSAGE, receiverFor } from '../../support/webhook-setup.ts';

let authority: Certificate;
let server: TlsServer;

beforeAll(async () => {
  const certificates = await localCertificates();
  authority = certificates.authority;
  server = await new TlsServer(certificates.server).start();
});
afterAll(() => server.stop());
beforeEach(() => server.received.splice(0));

async function deliverTo(url: string, overrides: Parameters<typeof receiverFor>[2] = {}) {
  const { receiver } = receiverFor(server, authority, { url, ...overrides });
  const outcome = await receiver.deliver([MESSAGE]);
  await receiver.close();
  return outcome;
}

const v4 = (address: string) => ({ address, family: 4 });
const PUBLIC = v4('1.1.1.1');
const LOOPBACK_ADDRESS = v4('127.0.0.1');

describe('a URL that must not be connected to', () => {
  it.each([
    'https://127.0.0.1:PORT/',
    'https://127.1:PORT/',
    'https://2130706433:PORT/',
    'https://0x7f000001:PORT/',
    'https://0177.0.0.1:PORT/',
    'https://①②⑦.0.0.1:PORT/',
    'https://0.0.0.0:PORT/',
    'https://[::1]:PORT/',
    'https://[::]:PORT/',
    'https://[::ffff:127.0.0.1]:PORT/',
    'https://[::ffff:7f00:1]:PORT/',
    'https://[::127.0.0.1]:PORT/',
    'https://[64:ff9b::7f00:1]:PORT/',
    'https://[2002:7f00:1::]:PORT/',
    'https://[fd00:ec2::254]/latest/meta-data/',
    'https://169.254.169.254/latest/meta-data/',
    'https://localhost:PORT/',
    'http://1.1.1.1/',
    'http://localhost:PORT/',
    'https://user:secret@1.1.1.1/',
    'ftp://1.1.1.1/',
    'file:///etc/passwd',
    'not a url',
    '',
  ])('%s is refused, and nothing is sent', async (url) => {
    const outcome = await deliverTo(url.replace('PORT', `${server.port}`), { allowedNetworks: [] });
    expect(outcome).toMatchObject({ outcome: 'failed', stage: 'destination', reason: expect.any(String) });
    expect(server.received).toEqual([]);
  });

  it('is told apart by the reason, which names the address and no secret', async () => {
    const outcome = await deliverTo('https://169.254.169.254/', { allowedNetworks: [] });
    expect(outcome).toMatchObject({ reason: expect.stringContaining('169.254.169.254 is link-local') });
    expect(JSON.stringify(await deliverTo('https://user:secret@1.1.1.1/'))).not.toContain('secret');
  });
});

describe('a name that resolves to where nobody may go', () => {
  const url = () => `https://localhost:${server.port}/`;

  it('is refused', async () => {
    const resolve = async () => [LOOPBACK_ADDRESS];
    const outcome = await deliverTo(url(), { allowedNetworks: [], resolve });
    expect(outcome).toMatchObject({ stage: 'destination', reason: '127.0.0.1 is loopback' });
    expect(server.received).toEqual([]);
  });

  it.each([
    [[PUBLIC, v4('10.0.0.1')]],
    [[v4('10.0.0.1'), PUBLIC]],
    [[PUBLIC, { address: '::ffff:10.0.0.1', family: 6 }]],
  ])('is refused when one address of several is such a one', async (addresses) => {
    const outcome = await deliverTo(url(), { allowedNetworks: [], resolve: async () => addresses });
    expect(outcome).toMatchObject({ stage: 'destination' });
  });

  it('is resolved once for a connection: what the name says next makes no difference', async () => {
    const answers = [[LOOPBACK_ADDRESS], [v4('169.254.169.254')]];
    let asked = 0;
    const resolve = async () => answers[asked++] ?? [];
    const outcome = await deliverTo(url(), { allowedNetworks: ['127.0.0.0/8'], resolve });
    expect(outcome).toMatchObject({ outcome: 'delivered' });
    expect(asked).toBe(1);
  });

  it('is checked again for each new connection', async () => {
    const answers = [[LOOPBACK_ADDRESS], [v4('169.254.169.254')]];
    const { receiver } = receiverFor(server, authority, {
      url: url(),
      allowedNetworks: ['127.0.0.0/8'],
      resolve: async () => answers.shift() ?? [],
    });
    server.script(answering(200, { connection: 'close' }));
    expect(await receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'delivered' });
    expect(await receiver.deliver([MESSAGE])).toMatchObject({
      stage: 'destination',
      reason: expect.stringContaining('169.254.169.254'),
    });
    expect(server.received).toHaveLength(1);
    await receiver.close();
  });

  it('connects to the address that was checked although the system would resolve the name to another', async () => {
    // The certificate is for localhost; 127.0.0.1 is what the injected resolver says of it, on every machine.
    const resolve = async (name: string) => (name === 'localhost' ? [LOOPBACK_ADDRESS] : []);
    expect(await deliverTo(url(), { resolve })).toMatchObject({ outcome: 'delivered' });
  });
});

describe('a redirect to where nobody may go', () => {
  it.each([301, 302, 303, 307, 308])('is not followed: %i is a failure', async (status) => {
    server.script(answering(status, { location: `https://localhost:${server.port}/latest/meta-data/` }));
    const outcome = await deliverTo(`https://localhost:${server.port}/hook`);
    expect(outcome).toMatchObject({ outcome: 'failed', stage: 'response', status });
    expect(server.received.map(({ path }) => path)).toEqual(['/hook']);
  });
});

describe('a name that has no address', () => {
  it('fails at DNS', async () => {
    const url = `https://localhost:${server.port}/`;
    const unknown = async () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    expect(await deliverTo(url, { resolve: unknown })).toMatchObject({ stage: 'dns', reason: 'ENOTFOUND' });
    expect(await deliverTo(url, { resolve: async () => [] })).toMatchObject({ stage: 'dns' });
  });

  it('does not keep anybody waiting longer than a connection may take', async () => {
    const outcome = await deliverTo(`https://localhost:${server.port}/`, {
      resolve: () => new Promise(() => {}),
      timeouts: { connectMs: 50, headersMs: 5_000, bodyMs: 5_000 },
    });
    expect(outcome).toMatchObject({ stage: 'dns', reason: 'ETIMEDOUT' });
  });
});
