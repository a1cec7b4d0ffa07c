import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { type Adapter, Provider } from 'oidc-provider';
import type { OauthClients } from './oauth-clients.ts';

/** Claim of the access tokens that lists the client's roles. */
export const ROLES_CLAIM = 'roles';
/** For whom the access tokens are meant. */
export const AUDIENCE = 'millrace';

const HOUR_S = 60 * 60;
const SIGNING_ALGORITHM = 'RS256';
/** The resource (RFC 8707) that tokens are for, asked for or not. */
const RESOURCE = 'urn:millrace:api';

/** Tokens carry all that there is to know, so none has to be kept. */
const NOTHING_STORED: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
};

/** A running OAuth2 server; whatever checks its tokens needs its issuer and keys. */
export interface OauthServer {
  readonly issuer: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  stop(): Promise<void>;
}

/**
 * An OAuth2 server on the loopback interface: client credentials, by Basic authentication or in the form; its tokens are
 * JWTs (RFC 9068) that live an hour.
 */
export async function startOauthServer(clients: OauthClients): Promise<OauthServer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = await makeProvider(issuer, clients);
  server.on('request', provider.callback());
  return {
    issuer,
    tokenUrl: `${issuer}/token`,
    jwksUrl: `${issuer}/jwks`,
    stop: () => close(server),
  };
}

async function makeProvider(issuer: string, clients: OauthClients): Promise<Provider> {
  const rolesOf = new Map(Object.values(clients).map(({ clientId, roles }) => [clientId, roles]));
  return new Provider(issuer, {
    clients: Object.values(clients).map(({ clientId, clientSecret }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
    adapter: () => NOTHING_STORED,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    jwks: { keys: [await signingKey()] },
    ttl: { ClientCredentials: HOUR_S },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        getResourceServerInfo: () => ({
          audience: AUDIENCE,
          scope: '',
          accessTokenFormat: 'jwt',
          accessTokenTTL: HOUR_S,
          jwt: { sign: { alg: SIGNING_ALGORITHM } },
        }),
      },
    },
    extraTokenClaims: (_, token) => ({ [ROLES_CLAIM]: rolesOf.get(token.clientId ?? '') ?? [] }),
  });
}

async function signingKey() {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: SIGNING_ALGORITHM, use: 'sig', kid: 'local-1' };
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
