import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';

/** Keys to sign with; a session token comes with those of a role. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AwsHttpClientOptions {
  /** Name that requests are signed for: `kinesis`, `s3`. */
  readonly service: string;
  readonly region: string;
  /** `https://…`, or `http://…` for an emulator. */
  readonly endpoint: string;
  /** Asked for each request: they change while a function lives. */
  readonly credentials: () => Promise<AwsCredentials>;
  /** Certificates to trust besides the system's, PEM. */
  readonly ca?: string | undefined;
}

/** One request, before it is signed. */
export interface AwsRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Already encoded. */
  readonly path: string;
  /** Not encoded. @default none */
  readonly query?: Readonly<Record<string, string>>;
  /** Lower-case names, without host and the signature's own. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** For everything: connecting, sending, answering. */
  readonly timeoutMs: number;
}

/** An answer, or why there is none: nobody knows then whether the request was carried out. */
export type AwsAnswer =
  | { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: string }
  | { readonly status: undefined; readonly code: string };

/** An answer whose body may be anything. */
export type AwsBytes =
  | { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly bytes: Buffer }
  | Extract<AwsAnswer, { status: undefined }>;

/** A host that does not even accept a connection in this time is tried again. */
const CONNECT_TIMEOUT_MS = 1_000;

/** Hashes with OpenSSL, several times as fast as the hash in JavaScript that the SDK brings. */
class NodeSha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    throw new Error('a hash is used once');
  }
}

function bytesOf(secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof secret === 'string') return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}

/**
 * Signs requests (Signature Version 4) and sends them over connections that are kept open. The SDK's clients do the same at several times
 * the size and the time (docs/performance.md).
 */
export class AwsHttpClient {
  private readonly endpoint: URL;
  private readonly agent: http.Agent | https.Agent;
  private readonly signer: SignatureV4;

  constructor(options: AwsHttpClientOptions) {
    this.endpoint = new URL(options.endpoint);
    const keepAlive = { keepAlive: true, noDelay: true };
    this.agent = this.isTls() ? new https.Agent({ ...keepAlive, ca: options.ca }) : new http.Agent(keepAlive);
    this.signer = new SignatureV4({
      service: options.service,
      region: options.region,
      credentials: options.credentials,
      sha256: NodeSha256,
      // S3's paths are signed as they are sent, and S3 wants the body's hash in a header; nobody else does.
      uriEscapePath: options.service !== 's3',
      applyChecksum: options.service === 's3',
    });
  }

  /** Resolves within `timeoutMs`; never rejects. The body's bytes are read until then. */
  async send(request: AwsRequest): Promise<AwsAnswer> {
    const answer = await this.sendForBytes(request);
    if (answer.status === undefined) return answer;
    const { status, headers, bytes } = answer;
    return { status, headers, body: bytes.toString() };
  }

  /** As `send`, with the bytes of the answer as they are. */
  async sendForBytes(request: AwsRequest): Promise<AwsBytes> {
    try {
      const headers = await this.sign(request);
      return await this.exchange(request, headers);
    } catch (error) {
      return { status: undefined, code: codeOf(error) };
    }
  }

  /** Closes the connections. */
  close(): void {
    this.agent.destroy();
  }

  private isTls(): boolean {
    return this.endpoint.protocol === 'https:';
  }

  /** The headers that go with the request. Throws what the credentials throw. */
  async sign({ method, path, query = {}, headers, body }: AwsRequest): Promise<Record<string, string>> {
    const { host, hostname, protocol } = this.endpoint;
    const signed = await this.signer.sign({
      method,
      protocol,
      hostname,
      path,
      query: { ...query },
      headers: { ...headers, host },
      body,
    });
    return { ...signed.headers, 'content-length': String(body.length) };
  }

  private exchange(request: AwsRequest, headers: Record<string, string>): Promise<AwsBytes> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.endpoint;
      const transport = this.isTls() ? https : http;
      const { method } = request;
      const path = request.path + queryOf(request);
      const sent = transport.request({ hostname, port, method, path, headers, agent: this.agent });
      const timer = setTimeout(() => fail(failure('TimeoutError')), request.timeoutMs);
      const fail = (error: Error) => {
        clearTimeout(timer);
        reject(error);
        sent.destroy();
      };
      sent.on('error', fail);
      sent.on('socket', (socket) => limitConnecting(socket, fail));
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          clearTimeout(timer);
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes });
        });
      });
      sent.end(request.body);
    });
  }
}

/** Encoded as it is signed (RFC 3986). */
function queryOf({ query = {} }: AwsRequest): string {
  const encoded = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function limitConnecting(socket: Socket, fail: (error: Error) => void): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => fail(failure('ConnectTimeoutError')), CONNECT_TIMEOUT_MS);
  const stop = () => clearTimeout(timer);
  socket.once('connect', stop);
  socket.once('close', stop);
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'NetworkError';
}
