import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as dynamoDb from '@aws-sdk/client-dynamodb';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type * as clientModule from '../../../lambda/adapters/dynamodb/client.ts';
import type * as postModule from '../../../lambda/adapters/http/https-post.ts';
import { PROJECT_ROOT } from '../../../lib/runtime/bundling.ts';
import { withoutDocumentation, withoutErrors } from '../../../lib/runtime/leave-out.ts';
import { bundledModules } from '../../support/bundled-modules.ts';
import { TlsServer } from '../../support/tls-server.ts';
import { LOOPBACK, localCertificates } from '../../support/webhook-setup.ts';

const CLIENT = 'lambda/adapters/dynamodb/client.ts';
const POST = 'lambda/adapters/http/https-post.ts';

describe('documentation', () => {
  it.each([
    ["{ a: 1, description: 'It\\'s', b: 2 }", '{ a: 1,  b: 2 }'],
    ['{\n  description:\n    "a text, with { and }",\n}', '{\n  \n}'],
    ['{ ...X, summary: `Put $' + '{words}` }', '{ ...X, }'],
  ])('goes: %s', (source, left) => {
    expect(withoutDocumentation(source)).toBe(left);
  });

  it.each([
    '{ description }',
    '{ description: text }',
    "{ description: 'a' + b }",
    '{ readonly description: string }',
    "{ name: 'description', myDescription: 'x' }",
    "description('x', summary)",
  ])('stays when it is no text on the spot: %s', (source) => {
    expect(withoutDocumentation(source)).toBe(source);
  });

  it('is all that bundles lack of the model', async () => {
    const files = globSync('lambda/model/**/*.ts', { cwd: PROJECT_ROOT }).filter(
      (file) => !file.startsWith('lambda/model/documents/'),
    );
    const [left, whole] = await Promise.all([bundledModules(files), bundledModules(files, { whole: true })]);
    const withTexts = files.filter((file) =>
      JSON.stringify(plain(whole.get(file), true)).includes('"description":"'),
    );
    expect(withTexts.length).toBeGreaterThan(20);
    expect(JSON.stringify(plain(left.get('lambda/model/order-item.ts'), true))).not.toContain(
      '"description":"',
    );
    for (const file of files) expect([file, plain(left.get(file))]).toEqual([file, plain(whole.get(file))]);
  });

  it('is read by nothing in a function but what answers with texts of its own', () => {
    const readers = globSync('lambda/**/*.ts', { cwd: PROJECT_ROOT }).filter((file) =>
      /\.(description|summary)\b/.test(readFileSync(path.join(PROJECT_ROOT, file), 'utf8')),
    );
    // Scheduled tasks are described in lambda/rules, which stays whole.
    expect(readers.filter((file) => !file.startsWith('lambda/model/'))).toEqual([
      'lambda/scheduled-tasks/run-task.ts',
    ]);
  });
});

/** A value as plain data, functions as a mark; without documentation, unless it is wanted. */
function plain(value: unknown, documented = false): unknown {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint' || value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return value.map((item) => plain(item, documented));
  if (value instanceof Map || value instanceof Set) return plain([...value], documented);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, text]) =>
      documented ||
      !['description', 'summary'].includes(key) ||
      !['string', 'undefined'].includes(typeof text),
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, documented)]));
}

describe('errors of the SDK', () => {
  const before = { ...process.env };
  beforeAll(() => {
    const credentials = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
    Object.assign(process.env, { AWS_REGION: 'eu-central-1', ...credentials });
  });
  afterAll(() => {
    process.env = before;
  });

  const names = Object.entries(dynamoDb)
    .filter(
      ([, made]) => typeof made === 'function' && made.prototype instanceof dynamoDb.DynamoDBServiceException,
    )
    .map(([name]) => name);

  /** What can be seen of a call that DynamoDB answers with an error of that name: how often it is tried, and what it fails with. */
  async function failure(client: DynamoDBClient, name: string): Promise<unknown> {
    const reasons = [{ Code: 'ConditionalCheckFailed', Item: { n: { N: '1.00' } } }, { Code: 'None' }];
    const answer = {
      __type: `com.amazonaws.dynamodb.v20120810#${name}`,
      message: 'what happened',
      ...(name === 'TransactionCanceledException' && { CancellationReasons: reasons }),
    };
    let tries = 0;
    const handle = async () => {
      tries += 1;
      const statusCode = name === 'InternalServerError' ? 500 : 400;
      const body = new TextEncoder().encode(JSON.stringify(answer));
      return { response: { statusCode, headers: { 'x-amzn-requestid': 'r-1' }, body } };
    };
    Object.assign(client.config.requestHandler, { handle });
    const read = new GetItemCommand({ TableName: 't', Key: { k: { S: 'k' } } });
    const error = await client.send(read).catch((thrown) => thrown);
    const { message, $fault, $metadata, CancellationReasons } = error;
    return { name: error.name, message, $fault, CancellationReasons, tries, requestId: $metadata?.requestId };
  }

  it('have the names, the messages, the reasons and the second tries that they have without bundling', async () => {
    const bundled = (await bundledModules([CLIENT])).get(CLIENT) as typeof clientModule;
    const all = [...names, 'ValidationException', 'NobodyKnows'];
    expect(all.length).toBeGreaterThan(30);
    const [ours, theirs] = await Promise.all([
      Promise.all(all.map((name) => failure(bundled.dynamoDbClient(), name))),
      Promise.all(all.map((name) => failure(new DynamoDBClient({ maxAttempts: 3 }), name))),
    ]);
    expect(ours).toEqual(theirs);
    expect(ours).toContainEqual(expect.objectContaining({ name: 'ThrottlingException', tries: 3 }));
    expect(ours).toContainEqual(expect.objectContaining({ name: 'NobodyKnows', tries: 1, requestId: 'r-1' }));
  });

  it('are kept when the clients name them', () => {
    const source = readFileSync(
      path.join(PROJECT_ROOT, 'node_modules/@aws-sdk/client-dynamodb/dist-es/schemas/schemas_0.js'),
      'utf8',
    );
    const registered = [...withoutErrors(source).matchAll(/n0_registry\.registerError\(\w+\$, (\w+)\)/g)];
    expect(registered.map(([, name]) => name)).toEqual([
      'ConditionalCheckFailedException',
      'ReplicatedWriteConflictException',
      'TransactionCanceledException',
    ]);
  });
});

describe('undici without its second parser, HTTP/2 and forms', () => {
  it('posts, over one connection', async () => {
    const { httpsPost } = (await bundledModules([POST])).get(POST) as typeof postModule;
    const { authority, server: certificate } = await localCertificates();
    const server = await new TlsServer(certificate).start();
    const post = httpsPost({
      url: `https://localhost:${server.port}/hook`,
      connections: 1,
      timeouts: { connectMs: 5_000, headersMs: 5_000, bodyMs: 5_000 },
      keepBytes: () => 100,
      allowedNetworks: LOOPBACK,
      tls: { ca: authority.cert },
    });
    try {
      server.script((response) => response.writeHead(503, { 'retry-after': '7' }).end('späť'));
      const request = { headers: ['x-a', 'b'], body: '{"total":1325.00}', withinMs: 5_000 };
      expect(await post.post(request)).toMatchObject({
        answered: true,
        status: 503,
        retryAfter: '7',
        text: 'späť',
      });
      expect(await post.post({ ...request, body: '' })).toMatchObject({ answered: true, status: 200 });
      expect(server.received.map(({ body }) => body)).toEqual(['{"total":1325.00}', '']);
      expect(server.connections).toBe(1);
    } finally {
      await post.close();
      await server.stop();
    }
  });
});
