import {
  type DeliveryLine,
  type WebhookReceiverOptions,
  webhookReceiver,
} from '../../lambda/adapters/http/webhook-receiver.ts';
import type { AccessTokens } from '../../lambda/adapters/oauth/client-credentials.ts';
import type { SyncMessage } from '../../lambda/domain/sync-message.ts';
import { type Certificate, certificateAuthority, signedCertificate } from './certificates.ts';
import type { TlsServer } from './tls-server.ts';

export const MESSAGE: SyncMessage = {
  action: 'CUSTOMERMOD',
  payload: '{"customerID":"2142","total":1325.00}',
  type: 'CUSTOMER',
  uniqueId: '26764466',
};

export const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** Tokens `token-1`, `token-2`, …: a new one each time that the last was refused. */
export class CountedTokens implements AccessTokens {
  fetched = 1;
  cached() {
    return `token-${this.fetched}`;
  }
  async current() {
    return { outcome: 'token' as const, token: `token-${this.fetched}` };
  }
  async insteadOf(refused: string) {
    if (refused === `token-${this.fetched}`) this.fetched += 1;
    return this.current();
  }
}

/** An authority, and a certificate by it for `localhost` and 127.0.0.1. */
export async function localCertificates(): Promise<{ authority: Certificate; server: Certificate }> {
  const authority = await certificateAuthority();
  const names = { names: ['localhost'], addresses: ['127.0.0.1'] };
  return { authority, server: await signedCertificate({ authority, ...names }) };
}

/** A receiver for that server, on loopback, patient, and with a log that can be looked at. */
export function receiverFor(
  server: Pick<TlsServer, 'port'>,
  authority: Certificate,
  overrides: Partial<WebhookReceiverOptions> = {},
) {
  const lines: DeliveryLine[] = [];
  const tokens = new CountedTokens();
  const receiver = webhookReceiver({
    url: `https://localhost:${server.port}/hook?tenant=1`,
    allowedNetworks: LOOPBACK,
    connections: 4,
    timeouts: { connectMs: 5_000, headersMs: 5_000, bodyMs: 5_000 },
    withinMs: 10_000,
    maxRetryAfterMs: 15 * 60_000,
    tls: { ca: authority.cert },
    tokens,
    clock: () => Date.now(),
    log: (line) => lines.push(line),
    ...overrides,
  });
  return { receiver, lines, tokens };
}
