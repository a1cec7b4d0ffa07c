import fc from 'fast-check';
import { DynamoDbFeedLogReader } from '../../lambda/adapters/dynamodb/dynamodb-feed-log-reader.ts';
import { DynamoDbFeedLogWriter } from '../../lambda/adapters/dynamodb/dynamodb-feed-log-writer.ts';
import { MemoryFeedLog } from '../../lambda/adapters/memory/memory-feed-log.ts';
import type { FeedLogReader, LoggedEvent } from '../../lambda/domain/feed-log.ts';
import type { BatchResponse, KinesisRecord } from '../../lambda/feed-indexer/contract.ts';
import { FeedIndexer } from '../../lambda/feed-indexer/index-batch.ts';
import type { FeedLogWriter } from '../../lambda/feed-indexer/ports.ts';
import { chance } from '../support/chance.ts';
import { type FaultyProcess, turn } from '../support/faulty-calls.ts';
import { faultyInvocations, type InvocationTroubles } from '../support/faulty-invocations.ts';
import { feedIndexerPorts } from '../support/feed-indexer-ports.ts';
import { FEED_TABLES, fakeFeedTables } from '../support/feed-tables.ts';
import { ShardMapping, SimulatedShards } from '../support/simulated-shards.ts';

/** What a process is given to write the log through: its own way to the one log. */
interface World {
  readonly writerOf: (process: FaultyProcess) => FeedLogWriter;
  readonly reader: FeedLogReader;
}

interface Script {
  readonly seed: number;
  readonly shards: number;
  readonly partitions: number;
  readonly batchSize: number;
  readonly steps: readonly Step[];
  readonly troubles: InvocationTroubles;
}

type Step =
  | { readonly is: 'event'; readonly owner: number }
  /** An event that has been written before is written again. */
  | { readonly is: 'repetition'; readonly of: number }
  | { readonly is: 'split'; readonly at: number }
  | { readonly is: 'merge'; readonly at: number };

/** Invocations after which all goes well. */
const TROUBLED = 60;
const NOW = Date.UTC(2026, 10, 22, 9);

const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ is: fc.constant('event' as const), owner: fc.nat(7) }) },
    { weight: 5, arbitrary: fc.record({ is: fc.constant('repetition' as const), of: fc.nat(1000) }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('split' as const), at: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('merge' as const), at: fc.nat(9) }) },
  ),
  { minLength: 1, maxLength: 120 },
);

const scripts: fc.Arbitrary<Script> = fc.record({
  seed: fc.nat(),
  shards: fc.integer({ min: 1, max: 4 }),
  partitions: fc.integer({ min: 1, max: 3 }),
  batchSize: fc.integer({ min: 1, max: 40 }),
  steps,
  troubles: fc.record({
    fails: fc.constantFrom(0, 0.05, 0.3),
    dies: fc.constantFrom(0, 0.05, 0.15),
    abandoned: fc.constantFrom(0, 0.2, 0.6),
  }),
});

/** Writes what the script says; what comes back is each owner's events in order. */
function write(stream: SimulatedShards, script: Script): Map<string, string[]> {
  const written: { owner: string; id: string }[] = [];
  const expected = new Map<string, string[]>();
  const put = ({ owner, id }: { owner: string; id: string }) =>
    stream.put(owner, { _event_id: id, _action: 'update' });
  for (const step of script.steps) {
    if (step.is === 'split') stream.split(step.at);
    else if (step.is === 'merge') stream.merge(step.at);
    else if (step.is === 'event') {
      const event = { owner: `owner ${step.owner}`, id: `event ${written.length}` };
      written.push(event);
      expected.set(event.owner, [...(expected.get(event.owner) ?? []), event.id]);
      put(event);
    } else {
      const event = written[step.of % Math.max(1, written.length)];
      if (event !== undefined) put(event);
    }
  }
  return expected;
}

/** Invocations that end in all ways, and after so many of them, all goes well. */
function invoker(
  { seed, troubles }: Script,
  world: World,
): (records: readonly KinesisRecord[]) => Promise<BatchResponse> {
  const random = chance(seed);
  let [invocations, now] = [0, NOW];
  const clock = () => (now += random() < 0.5 ? 1 : 0);
  const invoke = faultyInvocations({
    random,
    troubles: () => (invocations < TROUBLED ? troubles : { fails: 0, dies: 0, abandoned: 0 }),
    start: (process) => new FeedIndexer(feedIndexerPorts({ log: world.writerOf(process), clock })),
    deadline: () => NOW + 60_000,
  });
  return (records) => {
    invocations += 1;
    return invoke(records);
  };
}

async function allEvents(reader: FeedLogReader): Promise<readonly (readonly LoggedEvent[])[]> {
  const { latest } = await reader.ends();
  return Promise.all(
    Object.keys(latest).map((partition) => reader.read({ partition, after: 0, limit: 100_000 })),
  );
}

async function run(script: Script, world: World): Promise<void> {
  const stream = new SimulatedShards(script.shards);
  const expected = write(stream, script);
  await new ShardMapping(stream, { batchSize: script.batchSize, invoke: invoker(script, world) }).drain();
  // Those that nobody waits for go on to their ends.
  for (let turns = 0; turns < 100; turns++) await turn();
  const partitions = await allEvents(world.reader);
  const { latest } = await world.reader.ends();
  expect(partitions.map((events) => events.length)).toEqual(Object.values(latest));
  for (const events of partitions) {
    expect(events.map(({ offset }) => offset)).toEqual(events.map((_, index) => index + 1));
    const times = events.map(({ loggedAt }) => loggedAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  const logged = Map.groupBy(partitions.flat(), ({ owner }) => owner);
  const ids = new Map([...logged].map(([owner, events]) => [owner, events.map(({ eventId }) => eventId)]));
  expect(ids).toEqual(expected);
}

describe('each event is in the feed log once, an owner’s in order, however functions end and shards change', () => {
  it('in memory', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const log = new MemoryFeedLog({ clock: () => NOW, partitions: script.partitions });
        await run(script, { reader: log, writerOf: (process) => process.watch(log) });
      }),
      { numRuns: 250 },
    );
  });

  it('in DynamoDB, cut at every kind of call', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const client = fakeFeedTables().fake.client();
        const options = { tables: FEED_TABLES, clock: () => NOW, sleep: () => turn() };
        await run(script, {
          reader: new DynamoDbFeedLogReader({ client, ...options }),
          writerOf: (process) =>
            new DynamoDbFeedLogWriter({
              ...options,
              client: process.watch(client),
              partitions: script.partitions,
            }),
        });
      }),
      { numRuns: 120 },
    );
  });
});
