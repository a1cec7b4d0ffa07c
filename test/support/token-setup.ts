import {
  type ClientCredentialsOptions,
  clientCredentialsTokens,
} from '../../lambda/adapters/oauth/client-credentials.ts';
import type { Certificate } from './certificates.ts';
import { LOOPBACK } from './webhook-setup.ts';

/** Awkward on purpose: what form encoding changes (RFC 6749, appendix B). */
export const CREDENTIALS = { clientId: 'mill race:1', clientSecret: 's+e/c%r&t="x" 100%' };

/** Tokens of a server on loopback, by a clock that stands still until it is moved. */
export function tokensFor(
  tokenUrl: string,
  authority: Certificate,
  overrides: Partial<ClientCredentialsOptions> = {},
) {
  const time = { now: 1_795_334_400_000 };
  const tokens = clientCredentialsTokens({
    tokenUrl,
    allowedNetworks: LOOPBACK,
    timeouts: { connectMs: 5_000, headersMs: 5_000, bodyMs: 5_000 },
    withinMs: 5_000,
    tls: { ca: authority.cert },
    credentials: async () => CREDENTIALS,
    authentication: 'basic',
    clock: () => time.now,
    ...overrides,
  });
  return { tokens, time };
}
