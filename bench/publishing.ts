import * as https from 'node:https';
import { PutRecordsRequests } from '../lambda/adapters/kinesis/put-records-request.ts';
import { JsonBytes } from '../lambda/event-publisher/json-bytes.ts';
import type { EventSink } from '../lambda/event-publisher/ports.ts';
import { EventRenderer } from '../lambda/event-publisher/render-event.ts';
import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';
import { interleaved, type Variant } from './measure.ts';
import { clientOf, publishWith, publishWithSdk, sinkOf } from './publisher-set-up.ts';
import { batchText, SAMPLE_ITEMS } from './sample-records.ts';
import { type KinesisStub, startKinesisStub } from './start-kinesis-stub.ts';

const RECORDS = 1000;
const CALL_RECORDS = 500;

/** The body that a call of the batch has, made once: what the floor sends. */
function oneBody(event: string): Buffer {
  const renderer = new EventRenderer({ format: 'event', source: 'bench' });
  const events = JSON.parse(event)
    .Records.slice(0, CALL_RECORDS)
    .map((record: never, index: number) => {
      const json = new JsonBytes(1024);
      renderer.render(record, json);
      return { partitionKey: `account-${index}`, bytes: json.buffer, start: 0, end: json.length };
    });
  return new PutRecordsRequests('events').write(events);
}

/** JSON.parse of the event, which the runtime does anyway, and the calls as bare as can be. */
function floor(stub: KinesisStub, event: string): Variant & { close: () => void } {
  const agent = new https.Agent({ keepAlive: true });
  const body = oneBody(event);
  const { hostname, port } = new URL(stub.url);
  const headers = { 'content-length': body.length };
  const post = () =>
    new Promise<void>((resolve, reject) => {
      const request = https.request(
        { hostname, port, method: 'POST', path: '/', headers, agent },
        (response) => {
          response.resume();
          response.on('end', resolve);
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  return {
    name: 'floor: JSON.parse of the event, bare calls',
    run: async () => {
      JSON.parse(event);
      await Promise.all(Array.from({ length: RECORDS / CALL_RECORDS }, post));
    },
    close: () => agent.destroy(),
  };
}

/** Everything but the network. */
function buildAndSign(stub: KinesisStub, event: string): Variant {
  const client = clientOf(stub);
  const requests = new PutRecordsRequests('events');
  const signing: EventSink = {
    put: async (events) => {
      const body = requests.write(events);
      await client.sign({ method: 'POST', path: '/', headers: {}, body, timeoutMs: 0 });
      requests.release(body);
      return events.map(() => ({ status: 'delivered' }));
    },
  };
  const publish = publishWith(signing);
  return { name: 'ours, built and signed, nothing sent', run: () => publish(event) };
}

async function compare(latencyMs: number, { quick, progress }: BenchmarkOptions): Promise<Finding> {
  const stub = await startKinesisStub(latencyMs);
  const event = batchText(RECORDS, SAMPLE_ITEMS['16 fields'], (index) => `account-${index}`);
  const bare = floor(stub, event);
  const client = clientOf(stub);
  const publish = publishWith(sinkOf(client));
  const asItComes = publishWithSdk(stub, 'as it comes');
  const keptAlive = publishWithSdk(stub, 'NodeHttpHandler');
  const measured = await interleaved(
    [
      { name: 'SDK client as it comes, unmarshall', run: () => asItComes.publish(event) },
      { name: 'SDK client with NodeHttpHandler, unmarshall', run: () => keptAlive.publish(event) },
      { name: '**ours**', run: () => publish(event) },
      buildAndSign(stub, event),
      bare,
    ],
    {
      rounds: quick ? 10 : 41,
      times: 5,
      progress: (round) => progress(`publishing with ${latencyMs} ms latency, round ${round}`),
    },
  );
  for (const opened of [bare, client, asItComes, keptAlive]) opened.close();
  stub.stop();
  const base = measured[0]?.wallMs ?? 0;
  return {
    title: `${RECORDS} records of ${RECORDS} accounts, stub over TLS, ${latencyMs} ms latency`,
    rows: [
      ['', 'ms a batch', 'records/s', 'ratio', 'CPU µs a record'],
      ...measured.map(({ name, wallMs, cpuMs }) => [
        name,
        wallMs.toFixed(1),
        `${Math.round(RECORDS / wallMs)}k`,
        (base / wallMs).toFixed(2),
        ((cpuMs * 1000) / RECORDS).toFixed(1),
      ]),
    ],
  };
}

/** The whole handler, against what one would write first and against what cannot be beaten. */
export const publishing: Benchmark = {
  name: 'publishing',
  about: 'a batch of many accounts through a PutRecords stub, against the SDK’s client and the floor',
  run: async (options) => [await compare(0, options), await compare(10, options)],
};
