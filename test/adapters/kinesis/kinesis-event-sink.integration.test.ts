import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AwsHttpClient } from '../../../lambda/adapters/http/aws-http-client.ts';
import { KinesisEventSink } from '../../../lambda/adapters/kinesis/kinesis-event-sink.ts';
import { awsEndpoint } from '../../../lambda/runtime/aws-endpoint.ts';
import { defaultProvider } from '../../../lambda/runtime/environment-credentials.ts';
import { describeEventSink } from '../../contract/event-sink.ts';

const region = process.env.AWS_REGION ?? 'us-east-1';

async function createStream(kinesis: KinesisClient, StreamName: string): Promise<readonly string[]> {
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  for (let tries = 0; tries < 50; tries++) {
    const { StreamDescription: stream } = await kinesis.send(new DescribeStreamCommand({ StreamName }));
    if (stream?.StreamStatus === 'ACTIVE') return (stream.Shards ?? []).map(({ ShardId = '' }) => ShardId);
    await wait(100);
  }
  throw new Error(`the stream ${StreamName} does not become active`);
}

async function readShard(kinesis: KinesisClient, StreamName: string, ShardId: string) {
  const start = new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
  let { ShardIterator } = await kinesis.send(start);
  const read: { partitionKey: string; data: string }[] = [];
  for (let found = 1; found > 0; ) {
    const { Records = [], NextShardIterator } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    read.push(
      ...Records.map(({ PartitionKey = '', Data }) => ({
        partitionKey: PartitionKey,
        data: Buffer.from(Data ?? '').toString(),
      })),
    );
    found = Records.length;
    ShardIterator = NextShardIterator;
  }
  return read;
}

describeEventSink('of the local cloud’s Kinesis', async () => {
  const kinesis = new KinesisClient({ region, requestHandler: new NodeHttpHandler() });
  const stream = `sink-${randomUUID()}`;
  const shards = await createStream(kinesis, stream);
  const client = new AwsHttpClient({
    service: 'kinesis',
    region,
    endpoint: awsEndpoint('kinesis', region),
    credentials: defaultProvider(),
  });
  return {
    sink: new KinesisEventSink({ client, stream, clock: Date.now }),
    stored: async () => (await Promise.all(shards.map((shard) => readShard(kinesis, stream, shard)))).flat(),
    disturb: undefined,
    close: async () => {
      client.close();
      await kinesis.send(new DeleteStreamCommand({ StreamName: stream }));
      kinesis.destroy();
    },
  };
});
