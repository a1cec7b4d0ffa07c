import * as fc from 'fast-check';
import type { StreamRecord } from '../../lambda/event-publisher/contract.ts';
import type { ParkedRecord } from '../../lambda/event-publisher/ports.ts';
import { chance } from '../support/chance.ts';
import { mortalPublisher } from '../support/mortal-publisher.ts';
import { type ReadEvent, SimulatedKinesis, type Troubles } from '../support/simulated-kinesis.ts';
import { type MappingOptions, SimulatedMapping } from '../support/simulated-mapping.ts';
import { SteppedTime } from '../support/stepped-time.ts';
import { CREATED_AT_S, streamRecord } from '../support/stream-records.ts';

const START_MS = CREATED_AT_S * 1000;
const MAX_RECORD_BYTES = 1_000;

/** What the generator says of one record: who owns it, and whether it can be sent. */
interface Draft {
  readonly account: number;
  readonly kind: 'good' | 'too large' | 'unrenderable' | 'bad key' | 'published before';
}

interface World {
  readonly seed: number;
  readonly drafts: readonly Draft[];
  readonly mapping: MappingOptions;
  readonly troubles: Troubles;
  readonly recordsPerShardAndSecond: number;
  /** How likely the parking place fails, and the function is killed at any moment. */
  readonly parkingFails: number;
  readonly killed: number;
  readonly unhealthyForMs: number;
}

function recordOf({ account, kind }: Draft, position: number): StreamRecord {
  const owner = kind === 'bad key' ? `${account}`.padEnd(257, 'x') : `account-${account}`;
  const newImage = {
    Position: { N: String(position) },
    ...(kind === 'too large' ? { Note: { S: 'x'.repeat(MAX_RECORD_BYTES) } } : {}),
    ...(kind === 'unrenderable' ? { Odd: { N: 'odd' } } : {}),
  };
  if (kind === 'published before') {
    return streamRecord({ owner, position, eventName: 'REMOVE', oldImage: { _deleted: { BOOL: true } } });
  }
  return streamRecord({ owner, position, newImage });
}

interface Outcome {
  readonly records: readonly StreamRecord[];
  readonly stored: readonly ReadEvent[];
  readonly parked: readonly ParkedRecord[];
  readonly discarded: readonly StreamRecord[];
  readonly faults: readonly string[];
  readonly batches: number;
}

/** Runs a world to its end: the shard is drained, the last late call has been stored. */
async function run(world: World): Promise<Outcome> {
  const random = chance(world.seed);
  const time = new SteppedTime(START_MS);
  const healthyFrom = START_MS + world.unhealthyForMs;
  const isHealthy = () => time.now >= healthyFrom;
  const kinesis = new SimulatedKinesis({
    shards: 2,
    recordsPerShardAndSecond: world.recordsPerShardAndSecond,
    troubles: world.troubles,
    healthyFrom,
    random,
    time,
  });
  const parked: ParkedRecord[] = [];
  const mapping = new SimulatedMapping(world.mapping, time);

  const invoke = mortalPublisher({
    ...{ kinesis, time, random, maxRecordBytes: MAX_RECORD_BYTES },
    parking: {
      park: async (record) => {
        await time.wait(10);
        if (!isHealthy() && random() < world.parkingFails) return false;
        parked.push(record);
        return true;
      },
    },
    isKilled: () => !isHealthy() && random() < world.killed,
  });

  const records = world.drafts.map(recordOf);
  await time.until(mapping.drain(records, invoke));
  await time.until(time.wait(60_000));
  return {
    records,
    stored: kinesis.stored,
    parked,
    discarded: mapping.onFailure.flatMap(({ payload }) => payload.Records),
    faults: kinesis.faults,
    batches: mapping.calls.length,
  };
}

const isPublished = (record: StreamRecord) => record.eventName !== 'REMOVE';
const eventIdOf = (event: ReadEvent): string => JSON.parse(event.data)._event_id;

function expectPromisesKept({ records, stored, parked, discarded, faults }: Outcome): void {
  expect(faults).toEqual([]);
  // Nothing is lost.
  const reached = new Set([
    ...stored.map(eventIdOf),
    ...parked.map(({ record }) => record.eventID),
    ...discarded.map(({ eventID }) => eventID),
  ]);
  expect(records.filter((record) => isPublished(record) && !reached.has(record.eventID))).toEqual([]);
  // What is parked is whole.
  for (const { record } of parked) expect(records).toContainEqual(record);
  // A duplicate has the bytes of the first, its _event_id among them; no event of an account comes before an earlier one.
  const bytes = new Map<string, string>();
  const last = new Map<string, number>();
  for (const event of stored) {
    const id = eventIdOf(event);
    expect(bytes.get(id) ?? event.data).toBe(event.data);
    if (bytes.has(id)) continue;
    bytes.set(id, event.data);
    const position: number = JSON.parse(event.data).Position;
    expect(position).toBeGreaterThan(last.get(event.partitionKey) ?? -1);
    last.set(event.partitionKey, position);
  }
}

const likelihood = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.4, noNaN: true }));

const worlds: fc.Arbitrary<World> = fc.record({
  seed: fc.integer(),
  drafts: fc.array(
    fc.record({
      account: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 })),
      kind: fc.oneof(
        { weight: 20, arbitrary: fc.constant('good' as const) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('too large', 'unrenderable', 'bad key', 'published before' as const),
        },
      ),
    }),
    { minLength: 1, maxLength: 40 },
  ),
  mapping: fc.record({
    batchSize: fc.integer({ min: 1, max: 30 }),
    bisectBatchOnFunctionError: fc.boolean(),
    maximumRetryAttempts: fc.constantFrom(-1, -1, 0, 3),
    maximumRecordAgeInSeconds: fc.constantFrom(-1, -1, 60),
  }),
  troubles: fc.record({
    timeoutBefore: likelihood,
    timeoutAfter: likelihood,
    serverError: likelihood,
    recordFailure: likelihood,
    repeat: likelihood,
    refused: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.1, noNaN: true })),
  }),
  recordsPerShardAndSecond: fc.constantFrom(2, 5, 1000),
  parkingFails: likelihood,
  killed: likelihood,
  unhealthyForMs: fc.integer({ min: 0, max: 120_000 }),
});

const GENERATED_BATCHES = 10_000;

describe('the way from the table to a Kinesis that throttles, fails in part, times out and repeats', () => {
  it('loses no event, keeps every account in order, and repeats events byte for byte', async () => {
    let batches = 0;
    let seed = 1;
    while (batches < GENERATED_BATCHES) {
      await fc.assert(
        fc.asyncProperty(worlds, async (world) => {
          const outcome = await run(world);
          batches += outcome.batches;
          expectPromisesKept(outcome);
        }),
        { numRuns: 500, seed: seed++ },
      );
    }
  }, 300_000);
});
