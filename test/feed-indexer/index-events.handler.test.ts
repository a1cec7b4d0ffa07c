import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbFeedLogReader } from '../../lambda/adapters/dynamodb/dynamodb-feed-log-reader.ts';
import { type DynamoDbServer, startDynamoDbServer } from '../support/dynamodb-server.ts';
import { FEED_TABLES, fakeFeedTables } from '../support/feed-tables.ts';
import { testText } from '../support/test-data.ts';

const environment = {
  STAGE: 'test',
  FEED_LOG_TABLE: FEED_TABLES.log,
  FEED_STATE_TABLE: FEED_TABLES.state,
  FEED_PARTITIONS: '3',
  PARKING_BUCKET: 'parking',
  POWERTOOLS_SERVICE_NAME: 'feed-indexer',
  POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

function record(number: number, data: string) {
  const sequenceNumber = String(49_590_338_271_490_256_608n + BigInt(number));
  return {
    eventID: `shardId-000000000000:${sequenceNumber}`,
    kinesis: { partitionKey: '0012x000004xuvq', sequenceNumber, data: Buffer.from(data).toString('base64') },
  };
}

describe('the indexer’s handler', () => {
  const before = { ...process.env };
  const printed: string[] = [];
  let server: DynamoDbServer;

  beforeAll(async () => {
    server = await startDynamoDbServer(fakeFeedTables().fake);
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL: server.url });
    for (const output of [process.stdout, process.stderr])
      jest.spyOn(output, 'write').mockImplementation((text) => {
        printed.push(...String(text).trim().split('\n'));
        return true;
      });
  });

  afterAll(async () => {
    process.env = before;
    jest.restoreAllMocks();
    await server.close();
  });

  it('logs the seed’s event once, parks what is none, counts both, and prints no contents', async () => {
    const { handler } = await import('../../lambda/feed-indexer/index-events.handler.ts');
    const order = testText('om-plus-order.event.json').replace('{', '{"_event_id":"event 1",');
    const Records = [record(1, order), record(2, 'secret words'), record(3, order)];
    const context = { getRemainingTimeInMillis: () => 60_000 };
    expect(await handler({ Records }, context)).toEqual({ batchItemFailures: [] });
    expect(await handler({ Records: Records.slice(0, 1) }, context)).toEqual({ batchItemFailures: [] });

    const client = new DynamoDBClient({});
    const reader = new DynamoDbFeedLogReader({ client, tables: FEED_TABLES });
    const { latest } = await reader.ends();
    expect(Object.values(latest).toSorted()).toEqual([0, 0, 1]);
    const [partition = ''] = Object.entries(latest).find(([, offset]) => offset === 1) ?? [];
    const [event] = await reader.read({ partition, after: 0, limit: 10 });
    expect(event).toMatchObject({
      eventId: 'event 1',
      type: 'Order',
      action: 'create',
      owner: '0012x000004xuvq',
    });
    expect(event?.body).toContain('77405618597879914');

    expect(server.others).toEqual([
      expect.objectContaining({ method: 'PUT', path: expect.stringMatching(/^\/parking\/parked\/.*\.json/) }),
    ]);
    expect(JSON.parse(server.others[0]?.body ?? '')).toMatchObject({ reason: 'no-json', record: Records[1] });
    const text = printed.join('\n');
    expect(text).toContain('"EventsLogged":1');
    expect(text).toContain('"DuplicatesDropped":1');
    expect(text).toContain('"EventsParked":1');
    expect(text).not.toContain('secret words');
    expect(text).not.toContain('0012x000004xuvq');
    client.destroy();
  });
});
