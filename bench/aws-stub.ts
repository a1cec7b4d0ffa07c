import type { IncomingHttpHeaders } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { selfSignedCertificate } from './self-signed-certificate.ts';

/** A request as the stub got it. */
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the stub answers; `silence` is no answer at all, `half` one that never ends, `reset` closes the connection. */
export type StubAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | 'silence'
  | 'half'
  | 'reset';

export interface AwsStubOptions {
  readonly answer: (request: StubRequest) => StubAnswer;
  /** Wait before each answer. @default 0 */
  readonly latencyMs?: number;
}

/** A running stub: where it is, what certificate to trust, and how many connections were made to it. */
export interface AwsStub {
  readonly url: string;
  readonly ca: string;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** An HTTPS server (HTTP/1.1, and HTTP/2 for who asks for it) on a free port of 127.0.0.1 that answers as it is told, in the place of an AWS service. */
export async function startAwsStub({ answer, latencyMs = 0 }: AwsStubOptions): Promise<AwsStub> {
  const { key, cert } = selfSignedCertificate(Date.now());
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answered = answer(received(request, Buffer.concat(chunks)));
      if (latencyMs > 0) setTimeout(() => reply(response, answered), latencyMs);
      else reply(response, answered);
    });
  });
  server.on('secureConnection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    ca: cert,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function received(request: Http2ServerRequest, body: Buffer): StubRequest {
  return { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
}

function reply(response: Http2ServerResponse, answer: StubAnswer): void {
  if (answer === 'silence') return;
  if (answer === 'half') {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{');
    return;
  }
  if (answer === 'reset') {
    response.stream?.destroy();
    response.socket?.destroy();
    return;
  }
  response.writeHead(answer.status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(answer.body),
    ...answer.headers,
  });
  response.end(answer.body);
}

const stored = new Map<number, string>();

/** PutRecords' answer when it has stored so many records. */
export function allStored(count: number): StubAnswer {
  let body = stored.get(count);
  if (body === undefined) {
    const record = {
      SequenceNumber: '49659238576234892374892374892374892374892374892374892374',
      ShardId: 'shardId-000000000003',
    };
    body = JSON.stringify({
      EncryptionType: 'KMS',
      FailedRecordCount: 0,
      Records: new Array(count).fill(record),
    });
    stored.set(count, body);
  }
  return { status: 200, body };
}

const PARTITION_KEY = Buffer.from('"PartitionKey":');

/** How many records a PutRecords body brings, without parsing it: data is base64 and cannot hold a quote. */
export function countRecords(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(PARTITION_KEY); at !== -1; at = body.indexOf(PARTITION_KEY, at + 1)) count += 1;
  return count;
}
