import { Webhook } from 'standardwebhooks';
import { webhookSigner } from '../../../lambda/adapters/http/webhook-signature.ts';
import type { Certificate } from '../../support/certificates.ts';
import { TlsServer } from '../../support/tls-server.ts';
import { localCertificates, MESSAGE, receiverFor } from '../../support/webhook-setup.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const NEXT = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

const bytes = (length: number) => `whsec_${Buffer.alloc(length, 1).toString('base64')}`;

describe('the signature', () => {
  it('is the one of the specification: its published example', () => {
    // standard-webhooks/standard-webhooks, spec: secret, id, timestamp and payload of the libraries' shared test.
    const sign = webhookSigner(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']);
    const headers = sign({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    });
    expect(headers).toEqual([
      'webhook-id',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp',
      '1614265330',
      'webhook-signature',
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    ]);
  });

  it.each([
    ['none', []],
    ['an empty one', ['']],
    ['the prefix alone', ['whsec_']],
    ['an empty one beside a good one', [SECRET, '']],
    ['one that is not base64', ['whsec_not base64 at all, is it?????????']],
    ['one that is too short', [bytes(23)]],
    ['one that is too long', [bytes(65)]],
  ])('is not made with %s for a secret', (_what, secrets) => {
    expect(() => webhookSigner(secrets)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it('does not show a secret that it refuses', () => {
    expect(() => webhookSigner(['hunter2hunter2'])).toThrow(expect.not.stringContaining('hunter'));
  });

  it('takes a secret with or without its prefix', () => {
    const message = { id: '1', timestamp: 1, body: '{}' };
    expect(webhookSigner([SECRET.slice('whsec_'.length)])(message)).toEqual(webhookSigner([SECRET])(message));
  });
});

describe('a signed request', () => {
  let certificates: { authority: Certificate; server: Certificate };
  let server: TlsServer;

  beforeAll(async () => {
    certificates = await localCertificates();
    server = await new TlsServer(certificates.server).start();
  });
  afterAll(() => server.stop());

  async function signedBy(signingSecrets: readonly string[], clock = () => Date.now()) {
    const { receiver } = receiverFor(server, certificates.authority, { signingSecrets, clock });
    await receiver.deliver([MESSAGE, { ...MESSAGE, uniqueId: '26764467' }]);
    await receiver.close();
    const { body = '', headers = {} } = server.received.at(-1) ?? {};
    return { body, headers: headers as Record<string, string> };
  }

  it('is verified by either secret while one replaces the other, and by no third', async () => {
    const { body, headers } = await signedBy([SECRET, NEXT]);
    expect(() => new Webhook(SECRET).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(NEXT).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(OTHER).verify(body, headers)).toThrow('No matching signature');
    expect(headers['webhook-id']).toBe('26764466_26764467');
  });

  it('is not verified once a character has changed', async () => {
    const { body, headers } = await signedBy([SECRET]);
    expect(() => new Webhook(SECRET).verify(body.replace('2142', '2143'), headers)).toThrow();
    expect(() => new Webhook(SECRET).verify(body, { ...headers, 'webhook-id': '1' })).toThrow();
    expect(() => new Webhook(SECRET).verify(body, { ...headers, 'webhook-timestamp': '1' })).toThrow();
  });

  it('carries the time of the clock that was handed in', async () => {
    const { headers } = await signedBy([SECRET], () => 1_795_334_400_999);
    expect(headers['webhook-timestamp']).toBe('1795334400');
  });

  it('has none of the headers when there are no secrets', async () => {
    const { receiver } = receiverFor(server, certificates.authority);
    await receiver.deliver([MESSAGE]);
    await receiver.close();
    expect(
      Object.keys(server.received.at(-1)?.headers ?? {}).filter((name) => name.startsWith('webhook')),
    ).toEqual([]);
  });
});
