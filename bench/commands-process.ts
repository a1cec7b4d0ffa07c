import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { interleaved, type Measured } from './measure.ts';

// Run as a child process whose standard output goes nowhere: log lines and metrics are written, as they are on Lambda.
const PER_ROUND = 50;
const quick = process.argv[2] === 'quick';

const sample = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../local/sample-data/orce-customermod.body.json'), 'utf8'),
);
const { customerID: _, ...customer } = JSON.parse(sample.messages[0].payload);
const body = Buffer.from(JSON.stringify(customer));

/** The event that API Gateway hands to Lambda, as text, as the runtime gets it. */
const eventText = JSON.stringify({
  httpMethod: 'POST',
  resource: '/services/{service}/{method}',
  path: '/services/Customer/addOrUpdateCustomer',
  headers: { 'Content-Type': 'application/json' },
  pathParameters: { service: 'Customer', method: 'addOrUpdateCustomer' },
  body: body.toString('base64'),
  isBase64Encoded: true,
  requestContext: {
    requestId: 'gateway-request-1',
    authorizer: { subject: 'bench', clientId: 'bench', roles: 'crm' },
  },
});
const event = () => JSON.parse(eventText) as APIGatewayProxyEvent;
const context = {
  awsRequestId: 'lambda-request-1',
  getRemainingTimeInMillis: () => 29_000,
} as unknown as Context;

const { handler } = await import('../lambda/services/call-service.handler.ts');
const client = new DynamoDBClient({ requestHandler: new NodeHttpHandler() });
const TableName = 'records';
let count = 0;

function bareItem(): Record<string, AttributeValue> {
  count += 1;
  const { body: text } = event();
  const fields = JSON.parse(Buffer.from(text ?? '', 'base64').toString());
  const key = `Customer#${count}`;
  return { ...marshall(fields), _owner: { S: key }, _key: { S: key } };
}

/** What one would write first: parse, put, answer. No rules, no order, no tick, no second chance. */
async function bare(): Promise<unknown> {
  await client.send(new PutItemCommand({ TableName, Item: bareItem() }));
  return { statusCode: 200, body: JSON.stringify({ customerID: String(count) }) };
}

/** The calls that a commit cannot do without: the owner's tick and the record read, both written with the answer. Nothing else. */
async function floor(): Promise<unknown> {
  const Item = bareItem();
  const key = { S: `Customer#${count}` };
  const Keys = [{ _owner: key, _key: key }];
  for (const table of ['ledger', TableName])
    await client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }));
  const Put = { TableName, Item };
  await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }, { Put }] }));
  return { statusCode: 200, body: JSON.stringify({ customerID: String(count) }) };
}

async function ours(): Promise<unknown> {
  const answer = await handler(event(), context);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer;
}

async function inTurn(work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < PER_ROUND; i += 1) await work();
}

const measured: readonly Measured[] = await interleaved(
  [
    { name: 'bare handler: JSON.parse, PutItem', run: () => inTurn(bare) },
    { name: 'floor: the three calls of a commit, nothing else', run: () => inTurn(floor) },
    { name: '**ours**: addOrUpdateCustomer', run: () => inTurn(ours) },
  ],
  {
    rounds: quick ? 5 : 25,
    times: 1,
    progress: (round) => process.send?.({ round }),
  },
);
process.send?.({
  measured: measured.map(({ name, wallMs, cpuMs }) => ({
    name,
    wallMs: wallMs / PER_ROUND,
    cpuMs: cpuMs / PER_ROUND,
  })),
});
process.disconnect();
