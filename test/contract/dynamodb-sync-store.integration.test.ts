import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { dynamoDbClient } from '../../lambda/adapters/dynamodb/client.ts';
import { AwsHttpClient } from '../../lambda/adapters/http/aws-http-client.ts';
import { S3LargeTexts } from '../../lambda/adapters/s3/s3-large-texts.ts';
import { awsEndpoint } from '../../lambda/runtime/aws-endpoint.ts';
import { defaultProvider } from '../../lambda/runtime/environment-credentials.ts';
import { dynamoDbSyncStore, type SyncStoreUnderTest } from '../support/sync-stores.ts';
import { createSyncTables } from '../support/sync-tables.ts';
import { describePendingQueue } from './pending-queue.ts';
import { describeSyncLeases } from './sync-leases.ts';
import { describeSyncQueues } from './sync-queues.ts';

// The emulator takes its time for 64 lanes.
jest.setTimeout(60_000);

describe('the data sync queues on the local cloud', () => {
  const client = dynamoDbClient();
  const s3 = new S3Client({ forcePathStyle: true });
  const region = process.env.AWS_REGION ?? 'us-east-1';
  const http = new AwsHttpClient({
    service: 's3',
    region,
    endpoint: awsEndpoint('s3', region),
    credentials: defaultProvider(),
  });
  afterAll(() => {
    client.destroy();
    s3.destroy();
    http.close();
  });

  const open = async (): Promise<SyncStoreUnderTest> => {
    const name = `t${randomUUID()}`;
    const tables = await createSyncTables(client, name);
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    const time = { now: Date.now() };
    const store = dynamoDbSyncStore(
      {
        tables,
        largeTexts: new S3LargeTexts({ client: http, bucket: name }),
        clock: () => time.now,
        sleep: async (ms) => {
          await sleep(ms);
        },
      },
      () => client,
    );
    return { ...store, time };
  };

  describe('PendingQueue', () => describePendingQueue(open));
  describe('Leases', () => describeSyncLeases(open));
  describe('SyncQueues', () => describeSyncQueues(open));
});
