import type { EventSink } from '../lambda/event-publisher/ports.ts';
import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';
import { median } from './measure.ts';
import { clientOf, publishWith, sinkOf } from './publisher-set-up.ts';
import { batchText, SAMPLE_ITEMS } from './sample-records.ts';
import { type KinesisStub, startKinesisStub } from './start-kinesis-stub.ts';

const RECORDS = 1000;
/** PutRecords of AWS answers in some 5 to 20 ms. */
const LATENCY_MS = 8;
const HOT = 'hot';

interface Times {
  readonly batchMs: number;
  readonly calls: number;
  /** From the start of the batch until the last event of an account other than the hot one was acknowledged. */
  readonly neighboursMs: number;
}

async function timesOf(stub: KinesisStub, ownerOf: (index: number) => string): Promise<Times> {
  const client = clientOf(stub);
  const sink = sinkOf(client);
  const event = batchText(RECORDS, SAMPLE_ITEMS['16 fields'], ownerOf);
  let calls = 0;
  let neighboursMs = 0;
  let started = 0;
  const watched: EventSink = {
    put: async (events, options) => {
      calls += 1;
      const outcomes = await sink.put(events, options);
      if (events.some(({ partitionKey }) => partitionKey !== HOT)) neighboursMs = performance.now() - started;
      return outcomes;
    },
  };
  const publish = publishWith(watched);
  // The first batch opens the connections.
  await publish(batchText(10, SAMPLE_ITEMS['16 fields'], String));
  calls = 0;
  neighboursMs = 0;
  started = performance.now();
  await publish(event);
  const batchMs = performance.now() - started;
  client.close();
  return { batchMs, calls, neighboursMs };
}

const SPREADS: readonly { readonly name: string; readonly ownerOf: (index: number) => string }[] = [
  { name: '1,000 accounts', ownerOf: (index) => `account-${index}` },
  { name: '100 accounts', ownerOf: (index) => `account-${index % 100}` },
  { name: '10 accounts', ownerOf: (index) => `account-${index % 10}` },
  {
    name: '900 accounts, and one with 100 events',
    ownerOf: (index) => (index % 10 ? `account-${index}` : HOT),
  },
  {
    name: '500 accounts, and one with 500 events',
    ownerOf: (index) => (index % 2 ? `account-${index}` : HOT),
  },
  { name: 'one account with 1,000 events', ownerOf: () => HOT },
];

async function measure({ quick, progress }: BenchmarkOptions): Promise<string[][]> {
  const stub = await startKinesisStub(LATENCY_MS);
  const seen = SPREADS.map(() => [] as Times[]);
  for (let round = 0; round < (quick ? 1 : 5); round++) {
    for (const [index, { name, ownerOf }] of SPREADS.entries()) {
      progress(`${name}, round ${round}`);
      seen[index]?.push(await timesOf(stub, ownerOf));
    }
  }
  stub.stop();
  return SPREADS.map(({ name }, index) => {
    const middle = (pick: (times: Times) => number) => median((seen[index] ?? []).map(pick));
    const batchMs = middle(({ batchMs: ms }) => ms);
    const neighboursMs = middle(({ neighboursMs: ms }) => ms);
    return [
      name,
      `${middle(({ calls }) => calls)}`,
      batchMs.toFixed(0),
      `${Math.round((RECORDS / batchMs) * 1000)}`,
      neighboursMs === 0 ? '–' : neighboursMs.toFixed(0),
    ];
  });
}

/** What the order within an account costs, and who waits for it. */
export const accounts: Benchmark = {
  name: 'accounts',
  about: 'what an account’s order costs when it fills the batch, and how long its neighbours wait',
  async run(options): Promise<readonly Finding[]> {
    return [
      {
        title: `A batch of ${RECORDS} records, stub over TLS, ${LATENCY_MS} ms latency`,
        rows: [
          ['spread over', 'calls', 'ms a batch', 'records/s', 'ms until the other accounts are through'],
          ...(await measure(options)),
        ],
        notes: [
          'An account has one event in flight: its rate is one event a round trip. Its neighbours in the batch do not wait for it; those of',
          'the next batch of the same shard wait until the batch is through.',
        ],
      },
    ];
  },
};
