import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { FakeDynamoDb } from './fake-dynamodb.ts';

/** A DynamoDB in memory behind its HTTP protocol (JSON 1.0), on loopback; any other request is kept and answered with 200. */
export interface DynamoDbServer {
  readonly url: string;
  readonly others: { readonly method: string; readonly path: string; readonly body: string }[];
  close(): Promise<void>;
}

/** Starts it on a free port. */
export async function startDynamoDbServer(fake: FakeDynamoDb): Promise<DynamoDbServer> {
  const others: DynamoDbServer['others'] = [];
  const client = fake.client();
  const server: Server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const [, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
    if (operation === undefined) {
      others.push({ method: request.method ?? '', path: request.url ?? '', body });
      response.end();
      return;
    }
    const input: unknown = JSON.parse(body, (key, value) =>
      key === 'B' ? Buffer.from(value, 'base64') : value,
    );
    try {
      const output = await client.send({ input, constructor: { name: `${operation}Command` } });
      response.end(withBase64(output));
    } catch (error) {
      response.statusCode = 400;
      response.end(
        JSON.stringify({ ...(error as object), __type: (error as DynamoDBServiceException).name }),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    others,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Buffers have a toJSON of their own, which comes before any replacer. */
function withBase64(output: unknown): string {
  return JSON.stringify(output, (key, value) =>
    key === 'B'
      ? Buffer.from(value.type === 'Buffer' ? value.data : Object.values(value)).toString('base64')
      : value,
  );
}
