import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import type { Certificate } from './certificates.ts';

/** A client that the server knows. */
export interface OidcClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authentication: 'client_secret_basic' | 'client_secret_post';
  readonly scope?: string;
}

/** The certified OAuth2 server `oidc-provider`, over TLS on loopback; counts the requests for tokens. */
export class OidcServer {
  asked = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(
    { cert, key }: Certificate,
    options: { readonly clients: readonly OidcClient[]; readonly lifetimeS: number },
  ): Promise<OidcServer> {
    const server = createServer({ cert, key });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const made = new OidcServer(server);
    const answer = providerFor(made.issuer, options).callback();
    server.on('request', (request, response) => {
      made.asked += 1;
      void answer(request, response);
    });
    return made;
  }

  get issuer(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function providerFor(
  issuer: string,
  { clients, lifetimeS }: { readonly clients: readonly OidcClient[]; readonly lifetimeS: number },
): Provider {
  return new Provider(issuer, {
    clients: clients.map(({ clientId, clientSecret, authentication, scope }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      token_endpoint_auth_method: authentication,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      ...(scope === undefined ? {} : { scope }),
    })),
    scopes: ['deliver', 'read'],
    ttl: { ClientCredentials: lifetimeS },
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  });
}
