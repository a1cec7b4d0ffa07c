import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { exportJWK, generateKeyPair } from 'jose';
import { type Adapter, Provider } from 'oidc-provider';
import { closeServer, listenOnLoopback } from './loopback-server.ts';
import type { OauthClients } from './oauth-clients.ts';
import type { ServerIdentity } from './server-identity.ts';

/** Claim of the access tokens that lists the client's roles. */
export const ROLES_CLAIM = 'roles';
/** For whom the access tokens are meant. */
export const AUDIENCE = 'millrace';
/** For whom those of the client `data-sync` are meant, so that they open nothing here. */
export const RECEIVER_AUDIENCE = 'receiver';

const HOUR_S = 60 * 60;
const SIGNING_ALGORITHM = 'RS256';
/** The resources (RFC 8707) that tokens are for, asked for or not: the API, and for the data sync the receiver. */
const AUDIENCES: Readonly<Record<string, string>> = {
  'urn:millrace:api': AUDIENCE,
  'urn:millrace:receiver': RECEIVER_AUDIENCE,
};

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
  /** The same over TLS, which the data sync insists on. */
  readonly secureTokenUrl: string;
  readonly jwksUrl: string;
  stop(): Promise<void>;
}

/**
 * An OAuth2 server on the loopback interface, with TLS and without: client credentials, by Basic authentication or in the form; its
 * tokens are JWTs (RFC 9068) that live an hour.
 */
export async function startOauthServer(
  clients: OauthClients,
  identity: ServerIdentity,
): Promise<OauthServer> {
  const server = createServer();
  const secureServer = createSecureServer({ ...identity, minVersion: 'TLSv1.2' });
  const [port, securePort] = await Promise.all([listenOnLoopback(server), listenOnLoopback(secureServer)]);
  const issuer = `http://127.0.0.1:${port}`;
  const answer = (await makeProvider(issuer, clients)).callback();
  server.on('request', answer);
  secureServer.on('request', answer);
  return {
    issuer,
    tokenUrl: `${issuer}/token`,
    secureTokenUrl: `https://127.0.0.1:${securePort}/token`,
    jwksUrl: `${issuer}/jwks`,
    stop: async () => {
      await Promise.all([closeServer(server), closeServer(secureServer)]);
    },
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
        defaultResource: (_, client) =>
          client?.clientId === clients['data-sync'].clientId ? 'urn:millrace:receiver' : 'urn:millrace:api',
        getResourceServerInfo: (_, resource) => ({
          audience: AUDIENCES[resource] ?? AUDIENCE,
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
