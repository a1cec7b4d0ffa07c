import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AwsHttpClient } from '../lambda/adapters/http/aws-http-client.ts';
import { KinesisEventSink } from '../lambda/adapters/kinesis/kinesis-event-sink.ts';
import { MemoryParkingPlace } from '../lambda/adapters/memory/memory-parking-place.ts';
import type { StreamRecord } from '../lambda/event-publisher/contract.ts';
import type { EventSink } from '../lambda/event-publisher/ports.ts';
import { EventPublisher } from '../lambda/event-publisher/publish-events.ts';
import { EventRenderer } from '../lambda/event-publisher/render-event.ts';
import type { KinesisStub } from './start-kinesis-stub.ts';

const REGION = 'eu-central-1';
const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token'.repeat(100),
};
const BATCH_TIME_MS = 60_000;

/** A client of the stub, as the handler makes one of Kinesis. */
export function clientOf(stub: KinesisStub): AwsHttpClient {
  return new AwsHttpClient({
    service: 'kinesis',
    region: REGION,
    endpoint: stub.url,
    credentials: async () => CREDENTIALS,
  });
}

/** The sink that the handler has. */
export function sinkOf(client: AwsHttpClient): KinesisEventSink {
  return new KinesisEventSink({ client, stream: 'events', clock: Date.now });
}

/** A function that takes a batch's event as text, as the runtime does, and publishes it as the handler does. */
export function publishWith(sink: EventSink): (event: string) => Promise<void> {
  const publisher = new EventPublisher({
    renderer: new EventRenderer({ format: 'event', source: 'bench' }),
    maxRecordBytes: 1_048_576,
    sink,
    parking: new MemoryParkingPlace(),
    clock: Date.now,
    random: Math.random,
    timer: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    log: { parked: () => {}, failed: () => {} },
  });
  return async (event) => {
    const { failed, parked } = await publisher.publish(JSON.parse(event).Records, Date.now() + BATCH_TIME_MS);
    if (failed + parked > 0) throw new Error(`${failed} records failed, ${parked} were parked`);
  };
}

/** What one would write first: the SDK's client and `unmarshall`, 500 records a call, two calls at a time. */
export function publishWithSdk(
  stub: KinesisStub,
  http: 'as it comes' | 'NodeHttpHandler',
): { publish: (event: string) => Promise<void>; close: () => void } {
  const client = new KinesisClient({
    region: REGION,
    endpoint: stub.url,
    credentials: CREDENTIALS,
    ...(http === 'as it comes' ? {} : { requestHandler: new NodeHttpHandler() }),
  });
  const call = async (records: readonly StreamRecord[]) => {
    const answer = await client.send(
      new PutRecordsCommand({
        StreamName: 'events',
        Records: records.map(({ eventID, dynamodb }) => {
          const image = unmarshall((dynamodb?.NewImage ?? {}) as never, { wrapNumbers: Number as never });
          const event = { ...image, _action: 'insert', _event_id: eventID };
          return {
            Data: Buffer.from(JSON.stringify(event)),
            PartitionKey: dynamodb?.NewImage?._owner?.S ?? '',
          };
        }),
      }),
    );
    if (answer.FailedRecordCount !== 0) throw new Error('records failed');
  };
  const publish = async (event: string) => {
    const records: readonly StreamRecord[] = JSON.parse(event).Records;
    const calls = Array.from({ length: Math.ceil(records.length / 500) }, (_, index) =>
      call(records.slice(index * 500, (index + 1) * 500)),
    );
    await Promise.all(calls);
  };
  return { publish, close: () => client.destroy() };
}
