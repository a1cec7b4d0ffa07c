import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsHttpClient } from '../../../lambda/adapters/http/aws-http-client.ts';
import { S3ParkedObjects } from '../../../lambda/adapters/s3/s3-parked-objects.ts';
import { S3ParkingPlace } from '../../../lambda/adapters/s3/s3-parking-place.ts';
import { awsEndpoint } from '../../../lambda/runtime/aws-endpoint.ts';
import { defaultProvider } from '../../../lambda/runtime/environment-credentials.ts';
import { describeParkedObjects } from '../../contract/parked-objects.ts';
import { streamRecord } from '../../support/stream-records.ts';

const region = process.env.AWS_REGION ?? 'us-east-1';

async function setUp() {
  const s3 = new S3Client({ region, forcePathStyle: true });
  const bucket = `parking-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return { s3, bucket, objects: new S3ParkedObjects({ client: s3, bucket }) };
}

describeParkedObjects('in the local cloud’s S3', async () => {
  const { s3, bucket, objects } = await setUp();
  const put = async (Key: string, Body: string) => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  };
  return { objects, put, close: () => s3.destroy() };
});

describe('a record parked in the local cloud’s S3', () => {
  it('is found by who sends parked records again', async () => {
    const { s3, bucket, objects } = await setUp();
    const client = new AwsHttpClient({
      service: 's3',
      region,
      endpoint: awsEndpoint('s3', region),
      credentials: defaultProvider(),
    });
    const parking = new S3ParkingPlace({
      client,
      bucket,
      clock: Date.now,
      random: Math.random,
      wait: (delayMs) => wait(delayMs),
    });
    const record = streamRecord({ newImage: { Name: { S: 'ü' } } });
    expect(
      await parking.park({ record, owner: 'a', reason: 'too-large', at: Date.now() }, { timeoutMs: 5_000 }),
    ).toBe(true);
    const keys: string[] = [];
    for await (const key of objects.list('parked/')) keys.push(key);
    expect(JSON.parse(await objects.read(keys[0] ?? ''))).toMatchObject({ reason: 'too-large', record });
    client.close();
    s3.destroy();
  });
});
