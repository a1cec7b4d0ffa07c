import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

/** A private key and what an issuer publishes of it. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** A new key pair, whose public half is as it stands in a key set. */
export async function signingKey(
  kid: string,
  alg = 'RS256',
  options: { modulusLength?: number } = {},
): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...options });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** An issuer's key set on loopback, whose answers can be changed; counts how often it is asked. */
export class KeyServer {
  asked = 0;
  keys: JWK[] = [];
  /** What to answer instead of the keys. */
  instead: { status: number; body: string } | 'silence' | undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((_request, response) => {
      this.asked += 1;
      if (this.instead === 'silence') return;
      const { status, body } = this.instead ?? { status: 200, body: JSON.stringify({ keys: this.keys }) };
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
