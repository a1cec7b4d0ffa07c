import { gunzipSync, gzipSync } from 'node:zlib';
import { packPage } from '../lambda/adapters/dynamodb/feed-page.ts';
import { GzipIdCodec } from '../lambda/adapters/gzip/gzip-id-codec.ts';
import { MemoryFeedLog } from '../lambda/adapters/memory/memory-feed-log.ts';
import { positionText } from '../lambda/domain/feed-position.ts';
import type { StreamRecord } from '../lambda/event-publisher/contract.ts';
import { JsonBytes } from '../lambda/event-publisher/json-bytes.ts';
import { EventRenderer } from '../lambda/event-publisher/render-event.ts';
import type { KinesisRecord } from '../lambda/feed-indexer/contract.ts';
import { FeedIndexer } from '../lambda/feed-indexer/index-batch.ts';
import type { FeedLogWriter, NewPage } from '../lambda/feed-indexer/ports.ts';
import { feedObject } from '../lambda/model/feed/render-feed-object.ts';
import { ownerHash } from '../lambda/runtime/owner-hash.ts';
import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';
import { interleaved } from './measure.ts';
import { batchText, SAMPLE_ITEMS } from './sample-records.ts';

type SampleItem = keyof typeof SAMPLE_ITEMS;

/** Records of a batch. */
const RECORDS = 200;

const codec = new GzipIdCodec();
const POSITION = Object.fromEntries(
  Array.from({ length: 8 }, (_, index) => [`4829130${index + 1}`, 99_991 + 77_123 * index]),
);

async function ids({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const text = positionText(POSITION);
  const [id, zipped] = [codec.pack(text), gzipSync(text).toString('base64')];
  const variants = [
    { name: 'zlib, there', run: () => gzipSync(positionText(POSITION)).toString('base64') },
    { name: 'ours, there', run: () => codec.pack(positionText(POSITION)) },
    { name: 'zlib, back', run: () => gunzipSync(Buffer.from(zipped, 'base64')).toString() },
    { name: 'ours, back (strict)', run: () => codec.unpack(id) },
  ];
  const measured = await interleaved(variants, {
    rounds: quick ? 15 : 61,
    times: 500,
    progress: (round) => progress(`ids, round ${round}`),
  });
  const rows = measured.map(({ name, wallMs }) => [name, (wallMs * 1000).toFixed(2)]);
  return {
    title: 'Ids of the feed, eight partitions, µs an id',
    rows: [['way', 'µs'], ...rows],
    notes: [`${id.length} characters, by zlib ${zipped.length}.`],
  };
}

/** The records of a batch as Kinesis has them: rendered by the publisher. */
function kinesisRecords(item: SampleItem, batch: number): readonly KinesisRecord[] {
  const { Records } = JSON.parse(batchText(RECORDS, SAMPLE_ITEMS[item], (index) => `account-${index}`));
  const renderer = new EventRenderer({ format: 'event', source: 'bench' });
  return (Records as StreamRecord[]).map((record, index) => {
    const json = new JsonBytes(16_384);
    renderer.render({ ...record, eventID: `${batch}-${index}` }, json);
    const sequenceNumber = String(10n ** 40n + BigInt(batch * RECORDS + index));
    const data = json.buffer.toString('base64', 0, json.length);
    const kinesis = { partitionKey: `account-${index}`, sequenceNumber, data };
    return { eventID: `shardId-000000000000:${sequenceNumber}`, kinesis };
  });
}

/** A log that packs its pages as the one in DynamoDB does, and keeps nothing. */
function packingLog(): FeedLogWriter {
  const log = new MemoryFeedLog({ clock: Date.now });
  return {
    partitions: () => log.partitions(),
    tail: (partition) => log.tail(partition),
    append: async ({ tail, events, loggedAt, checkpoints }: NewPage) => {
      await packPage(events);
      return { partition: tail.partition, last: tail.last + events.length, loggedAt, checkpoints };
    },
    seen: () => Promise.resolve(new Set()),
    remember: () => Promise.resolve(),
    show: () => Promise.resolve(),
  };
}

async function indexing(item: SampleItem, { quick, progress }: BenchmarkOptions): Promise<string[]> {
  const indexer = new FeedIndexer({
    log: packingLog(),
    parking: { park: () => Promise.resolve(true) },
    render: feedObject,
    hash: ownerHash,
    clock: Date.now,
    notes: { parked: () => {}, failed: () => {} },
  });
  const rounds = quick ? 10 : 40;
  const batches = Array.from({ length: 2 * rounds }, (_, batch) => kinesisRecords(item, batch)).values();
  let logged = 0;
  const run = async () => {
    const report = await indexer.index(batches.next().value ?? [], Number.POSITIVE_INFINITY);
    logged += report.logged;
  };
  const [measured] = await interleaved([{ name: item, run }], {
    rounds,
    times: 1,
    progress: (round) => progress(`${item}, round ${round}`),
  });
  const micros = (ms = 0) => ((ms * 1000) / RECORDS).toFixed(1);
  if (logged === 0) throw new Error(`${item}: nothing was logged`);
  return [item, micros(measured?.wallMs), micros(measured?.cpuMs)];
}

/** What the feed log costs in time: its ids, and an event from Kinesis's bytes to a packed page. */
export const feedLog: Benchmark = {
  name: 'feed-log',
  about: "the feed's ids against zlib, and an event from the stream to its page in the log",
  async run(options): Promise<readonly Finding[]> {
    const rows: string[][] = [];
    for (const item of Object.keys(SAMPLE_ITEMS) as SampleItem[]) rows.push(await indexing(item, options));
    return [
      await ids(options),
      {
        title: `From the stream to a packed page, batches of ${RECORDS}, µs an event`,
        rows: [['record', 'wall', 'CPU'], ...rows],
        notes: ['Parsed without losing a digit, rendered for the feed, packed by gzip in other threads.'],
      },
    ];
  },
};
