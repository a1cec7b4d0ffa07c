import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbSyncRuns } from '../../lambda/adapters/dynamodb/sync-runs.ts';
import { MemoryLargeTexts } from '../../lambda/adapters/memory/memory-large-texts.ts';
import { MemorySettingStore } from '../../lambda/adapters/memory/memory-setting-store.ts';
import { MemorySyncRuns } from '../../lambda/adapters/memory/memory-sync-runs.ts';
import { MemorySyncStore } from '../../lambda/adapters/memory/memory-sync-store.ts';
import type { ParkedRows, QueueDepths, SyncQueues } from '../../lambda/data-sync/ports.ts';
import type { RunMonitor } from '../../lambda/data-sync-admin/ports.ts';
import type { SyncChange } from '../../lambda/domain/sync-capture.ts';
import { CUTS, type Cut, CutPorts, cutsOf } from '../support/cut-ports.ts';
import { Sleeper } from '../support/sleeper.ts';
import { SteppedTime } from '../support/stepped-time.ts';
import { type JobPorts, runJob } from '../support/sync-job.ts';
import { ALL_LANES, dynamoDbSyncStore, fakeSyncTables, SYNC_TABLES } from '../support/sync-stores.ts';
import { TakingReceiver } from '../support/taking-receiver.ts';

const START = Date.UTC(2026, 10, 22);
/** Longer than any lease lasts. */
const LEASE_OVER_MS = 10 * 60_000;
/** Messages of each customer: three in progress when the run begins, if they are that many, the others pending. */
const CUSTOMERS = { ada: 4, bob: 1, cay: 3, dee: 2 };

interface World {
  readonly time: SteppedTime;
  readonly receiver: TakingReceiver;
  readonly depths: QueueDepths;
  readonly parked: ParkedRows;
  readonly runs: RunMonitor;
  /** For a look at what is in progress. */
  readonly queues: Pick<SyncQueues, 'inProgress'>;
  /** The ports of a new process, every call of which goes by way of these. */
  readonly process: (cut: CutPorts) => JobPorts;
}

type Kind = 'memory' | 'DynamoDB';

/** Where rows and leases are kept, and what a process makes of it. */
function storeOf(kind: Kind, time: SteppedTime) {
  if (kind === 'memory') {
    const store = new MemorySyncStore(time.clock);
    const runs = new MemorySyncRuns(time.clock);
    const ports = { queues: store, leases: store, runLog: runs };
    return {
      pending: store,
      queues: store,
      depths: store,
      parked: store,
      runs,
      process: (cut: CutPorts) => cut.watch(ports),
    };
  }
  const client = fakeSyncTables().client({});
  const { ledger: table } = SYNC_TABLES;
  const shared = {
    tables: SYNC_TABLES,
    largeTexts: new MemoryLargeTexts(),
    clock: time.clock,
    random: () => 0.5,
    sleep: time.wait,
  };
  const adapters = (own: { client: Pick<DynamoDBClient, 'send'> }) => ({
    ...dynamoDbSyncStore(shared, () => own.client),
    runs: new DynamoDbSyncRuns({ client: own.client, table, clock: time.clock }),
  });
  const { pending, queues, depths, parked, runs } = adapters({ client });
  // What is watched here is each call of the SDK.
  const process = (cut: CutPorts) => {
    const { queues: own, leases, runs: runLog } = adapters(cut.watch({ client }));
    return { queues: own, leases, runLog };
  };
  return { pending, queues, depths, parked, runs, process };
}

async function world(kind: Kind, settings: Readonly<Record<string, string>> = {}): Promise<World> {
  const time = new SteppedTime(START);
  const receiver = new TakingReceiver(time);
  const { pending, process, ...kept } = storeOf(kind, time);
  const texts = new MemorySettingStore();
  await texts.change({
    DataSyncEnabled: 'true',
    DataSyncApiUrl: 'https://receiver.example.com/sync',
    DataSyncTokenUrl: 'https://id.example.com/token',
    DataSyncBatchSize: '3',
    ...settings,
  });
  for (const change of changes()) await pending.capture([change]);
  return {
    time,
    receiver,
    ...kept,
    process: (cut) => ({
      ...process(cut),
      ...cut.watch({ settings: texts, receiver, after: time.timer }),
      clock: time.clock,
      random: () => 0.5,
    }),
  };
}

/** A transaction each, numbered in the order in which they are captured: in turns, a customer after the other. */
function changes(): readonly SyncChange[] {
  const rounds = [0, 1, 2, 3];
  const turns = rounds.flatMap((round) =>
    Object.entries(CUSTOMERS).flatMap(([customer, count]) => (round < count ? [customer] : [])),
  );
  return turns.map((customer, index) => ({
    objName: 'Transaction',
    uniqueId: `T-${index + 1}`,
    orderKey: customer,
    kind: 'insert',
    sequence: String(1000 + index),
    number: String(index + 1),
    at: START,
    jsonObject: JSON.stringify({ retailTransactionId: `T-${index + 1}`, customerId: customer }),
  }));
}

const ALL = changes();
const customerOf = (uniqueId: string) => ALL[Number(uniqueId) - 1]?.orderKey ?? '';

/** A run, however it ends; of one that dies nobody hears any more. */
async function run(here: World, { runId, cut }: { runId: string; cut: CutPorts }) {
  const failed = (error: Error) => error.message;
  return here.time.until(Promise.race([runJob(here.process(cut), runId).catch(failed), cut.died]));
}

/** Runs after whatever happened, each when the lease of the one before has ended at the latest. */
async function runUntilEmpty(here: World): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    here.time.now += LEASE_OVER_MS;
    await run(here, { runId: `again-${attempt}`, cut: new CutPorts() });
    const depths = await here.time.until(Promise.resolve(here.depths.read()));
    if (depths.progress.depth + depths.transactionPending.depth === 0) return;
  }
  throw new Error('the queues are never empty');
}

/** Nothing lost, each customer's in order, and twice only what was in flight when the run was cut. */
function expectAllRight(
  here: World,
  { inFlight, severalInOne }: { inFlight: ReadonlySet<string>; severalInOne: boolean },
): void {
  const got = here.receiver.got.map(({ uniqueId }) => uniqueId);
  expect([...new Set(got)].sort(byNumber)).toEqual(ALL.map(({ number }) => number));
  const twice = got.filter((uniqueId, index) => got.indexOf(uniqueId) !== index);
  expect([...inFlight]).toEqual(expect.arrayContaining(twice));
  for (const customer of Object.keys(CUSTOMERS)) {
    const own = got.filter((uniqueId) => customerOf(uniqueId) === customer);
    // A request that is sent again brings all that was in it again, in order: whoever drops what came before sees no difference.
    expect([...new Set(own)]).toEqual([...new Set(own)].sort(byNumber));
    if (!severalInOne) expect(own).toEqual([...own].sort(byNumber));
  }
  for (const { uniqueId, payload } of here.receiver.got)
    expect(payload).toBe(ALL[Number(uniqueId) - 1]?.jsonObject);
}

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b);
}

interface Scenario {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  /** How often which message is answered with 503 before it is taken. */
  readonly refusals: readonly (readonly [uniqueId: string, times: number])[];
}

const WELL: Scenario = { name: 'all is well', settings: {}, refusals: [] };
const REFUSED: Scenario = {
  name: 'messages are refused, and sent again',
  settings: { DataSyncMode: 'park' },
  refusals: [
    ['1', 1],
    ['6', 2],
  ],
};
const SCENARIOS: readonly Scenario[] = [
  WELL,
  REFUSED,
  { name: 'two workers share the customers', settings: { DataSyncWorkers: '2' }, refusals: [] },
  { name: 'a message is refused, and the run fails', settings: {}, refusals: [['6', 1]] },
  { name: 'several messages go in a request', settings: { DataSyncMessagesPerRequest: '2' }, refusals: [] },
];

/** Cuts a run at each of its calls, one world after the other, and runs again. */
async function cutEverywhere(kind: Kind, { settings, refusals }: Scenario, how: Cut): Promise<void> {
  const begin = async () => {
    const here = await world(kind, settings);
    for (const [uniqueId, times] of refusals) here.receiver.refusals.set(uniqueId, times);
    return here;
  };
  const whole = new CutPorts();
  await run(await begin(), { runId: 'whole', cut: whole });
  expect(whole.calls.length).toBeGreaterThan(15);
  for (const at of cutsOf(whole.calls)) {
    const here = await begin();
    await run(here, { runId: 'first', cut: new CutPorts({ at, how }) });
    const inFlight = await here.time.until(sentAndNotRemoved(here));
    await runUntilEmpty(here);
    expectAllRight(here, { inFlight, severalInOne: 'DataSyncMessagesPerRequest' in settings });
  }
}

describe.each(SCENARIOS)('a run, when $name', (scenario) => {
  it.each(CUTS)('loses nothing, and keeps the order, if any of its calls %s it takes effect', (how) =>
    cutEverywhere('memory', scenario, how),
  );
});

describe('a run with its queues in DynamoDB', () => {
  // Dying before a call is dying after the one before it.
  it.each<[Cut, Scenario]>([
    ['throws after', WELL],
    ['dies after', WELL],
    ['dies after', REFUSED],
  ])(
    'loses nothing, and keeps the order, if any call of the SDK %s it takes effect',
    async (how, scenario) => {
      await cutEverywhere('DynamoDB', scenario, how);
    },
    60_000,
  );
});

describe('two runs that are started together', () => {
  it.each<Kind>(['memory', 'DynamoDB'])(
    'send once: the other is skipped, as the monitor tells (%s)',
    async (kind) => {
      const here = await world(kind);
      const both = ['one', 'two'].map((runId) => runJob(here.process(new CutPorts()), runId));
      const ended = await here.time.until(Promise.all(both));
      expect(ended.map(({ status }) => status).sort()).toEqual(['skipped', 'success']);
      expect(here.receiver.got.map(({ uniqueId }) => uniqueId).sort(byNumber)).toEqual(
        ALL.map(({ number }) => number),
      );
      const listed = await here.time.until(here.runs.list({ limit: 10 }));
      expect(listed.find(({ status }) => status === 'skipped')).toMatchObject({
        tasks: 1,
        skipped: 1,
        delivered: 0,
        reason: 'another run is sending',
      });
      expect(listed.find(({ status }) => status === 'success')).toMatchObject({
        tasks: 1,
        success: 1,
        delivered: 10,
      });
    },
  );
});

describe('a run whose lease ran out', () => {
  it.each<Kind>(['memory', 'DynamoDB'])(
    'sends nothing more when it wakes up late, and spoils nothing (%s)',
    async (kind) => {
      const here = await world(kind, { DataSyncConcurrency: '1' });
      const sleeper = new Sleeper(here.receiver);
      const late = runJob(sleeper.asleep(here.process(new CutPorts())), 'late');
      await here.time.until(sleeper.sent);
      here.time.now += LEASE_OVER_MS;
      await run(here, { runId: 'next', cut: new CutPorts() });
      const before = [...here.receiver.got];
      sleeper.wakeUp();
      expect(await here.time.until(late)).toMatchObject({ status: 'canceled', canceled: 1 });
      expect(here.receiver.got).toEqual(before);
      expectAllRight(here, { inFlight: new Set(['1']), severalInOne: false });
    },
  );
});

/** What a cut run has sent without having taken it out of the queue. */
async function sentAndNotRemoved({ queues, receiver }: World): Promise<ReadonlySet<string>> {
  const rows = await queues.inProgress({ lanes: ALL_LANES, limit: 100 });
  return new Set(rows.map(({ number }) => number).filter((number) => receiver.sent.has(number)));
}
