import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../lambda/adapters/dynamodb/attribute-value.ts';
import { itemSize } from '../lambda/adapters/dynamodb/item-size.ts';

/** What DynamoDB would have billed (Developer Guide, "Read and write operations"). */
export interface BilledUnits {
  writes: number;
  reads: number;
  calls: number;
}

interface Request {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

const NOTHING_FOUND = JSON.stringify({ Responses: {}, UnprocessedKeys: {} });
const LATENCY_MS = 5;

/**
 * A client of a DynamoDB that holds nothing and takes everything: requests are made and signed as they are for AWS, and answered after
 * 5 ms. What a new record costs can be read off the requests, for nothing larger was there before.
 */
export function emptyDynamoDb(): { readonly client: DynamoDBClient; readonly units: BilledUnits } {
  const units: BilledUnits = { writes: 0, reads: 0, calls: 0 };
  const handle = async ({ headers, body }: Request) => {
    const target = headers['x-amz-target'] ?? '';
    count(units, target, new TextDecoder().decode(body));
    await wait(LATENCY_MS);
    const text = target.endsWith('BatchGetItem') ? NOTHING_FOUND : '{}';
    const answered = { 'content-type': 'application/x-amz-json-1.0' };
    return { response: { statusCode: 200, headers: answered, body: Readable.from([Buffer.from(text)]) } };
  };
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler: { handle } as never,
  });
  return { client, units };
}

/** Bytes travel in base64, three in four characters: here they are still text. */
function sizeOf(item: Item): number {
  const bytes = (value: Item[string]): Item[string] => {
    const text: unknown = value?.B;
    return typeof text === 'string' ? { B: Buffer.from(text, 'base64') } : value;
  };
  return itemSize(Object.fromEntries(Object.entries(item).map(([name, value]) => [name, bytes(value)])));
}

type Action = Readonly<Record<string, { Key?: Item; Item?: Item; ExpressionAttributeValues?: Item }>>;

function count(units: BilledUnits, target: string, body: string): void {
  units.calls += 1;
  if (target.endsWith('BatchGetItem')) {
    const { RequestItems } = JSON.parse(body) as { RequestItems: Record<string, { Keys: Item[] }> };
    units.reads += Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
  } else if (target.endsWith('Query')) units.reads += 1;
  else if (target.endsWith('TransactWriteItems')) {
    const { TransactItems } = JSON.parse(body) as { TransactItems: Action[] };
    for (const action of TransactItems)
      for (const { Item = {}, Key = {}, ExpressionAttributeValues = {} } of Object.values(action)) {
        const bytes = sizeOf(Item) + sizeOf(Key) + sizeOf(ExpressionAttributeValues);
        units.writes += 2 * Math.max(1, Math.ceil(bytes / 1024));
      }
  }
}
