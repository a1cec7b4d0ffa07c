import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbSyncRuns } from '../../lambda/adapters/dynamodb/sync-runs.ts';
import { MemoryLargeTexts } from '../../lambda/adapters/memory/memory-large-texts.ts';
import { MemorySettingStore } from '../../lambda/adapters/memory/memory-setting-store.ts';
import { MemorySyncRuns } from '../../lambda/adapters/memory/memory-sync-runs.ts';
import { MemorySyncStore } from '../../lambda/adapters/memory/memory-sync-store.ts';
import type {
  DeliveryOutcome,
  ParkedRows,
  QueueDepths,
  Receiver,
  SyncQueues,
} from '../../lambda/data-sync/ports.ts';
import type { RunMonitor } from '../../lambda/data-sync-admin/ports.ts';
import type { SyncChange } from '../../lambda/domain/sync-capture.ts';
import type { SyncMessage } from '../../lambda/domain/sync-message.ts';
import { CutPorts } from './cut-ports.ts';
import { SteppedTime } from './stepped-time.ts';
import { type JobPorts, runJob } from './sync-job.ts';
import { dynamoDbSyncStore, fakeSyncTables, SYNC_TABLES } from './sync-stores.ts';

/** When it all begins. */
export const START = Date.UTC(2026, 10, 22);
/** Longer than any lease lasts. */
export const LEASE_OVER_MS = 10 * 60_000;
/** Messages of each customer: three in progress when the run begins, if they are that many, the others pending. */
const CUSTOMERS = { ada: 4, bob: 1, cay: 3, dee: 2 };

/** Takes what it gets, each after some time, as long as it is not told otherwise. */
export class TakingReceiver implements Receiver {
  readonly got: SyncMessage[] = [];
  /** Ids of all that was ever sent, whatever the answer. */
  readonly sent = new Set<string>();
  /** Answers with 503 so many times before it takes the message with this uniqueId. */
  readonly refusals = new Map<string, number>();
  readonly #time: SteppedTime;

  constructor(time: SteppedTime) {
    this.#time = time;
  }

  async deliver(messages: readonly SyncMessage[]): Promise<DeliveryOutcome> {
    for (const { uniqueId } of messages) this.sent.add(uniqueId);
    await this.#time.wait(20);
    const refused = messages.find(({ uniqueId }) => (this.refusals.get(uniqueId) ?? 0) > 0);
    if (refused !== undefined) {
      this.refusals.set(refused.uniqueId, (this.refusals.get(refused.uniqueId) ?? 0) - 1);
      return { outcome: 'failed', stage: 'response', status: 503, ms: 20 };
    }
    this.got.push(...messages);
    return { outcome: 'delivered', status: 200, ms: 20 };
  }
}

/** One world: what is queued, who receives it, and processes that come and go. */
export interface World {
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

/** Where the queues are. */
export type Kind = 'memory' | 'DynamoDB';

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

/** A world in which every customer has transactions pending. */
export async function world(kind: Kind, settings: Readonly<Record<string, string>> = {}): Promise<World> {
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

/** All that is pending at first. */
export const ALL = changes();
const customerOf = (uniqueId: string) => ALL[Number(uniqueId) - 1]?.orderKey ?? '';

/** A run, however it ends; of one that dies nobody hears any more. */
export async function run(here: World, { runId, cut }: { runId: string; cut: CutPorts }) {
  const failed = (error: Error) => error.message;
  return here.time.until(Promise.race([runJob(here.process(cut), runId).catch(failed), cut.died]));
}

/** Runs after whatever happened, each when the lease of the one before has ended at the latest. */
export async function runUntilEmpty(here: World): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    here.time.now += LEASE_OVER_MS;
    await run(here, { runId: `again-${attempt}`, cut: new CutPorts() });
    const depths = await here.time.until(Promise.resolve(here.depths.read()));
    if (depths.progress.depth + depths.transactionPending.depth === 0) return;
  }
  throw new Error('the queues are never empty');
}

/** Nothing lost, each customer's in order, and twice only what was in flight when the run was cut. */
export function expectAllRight(
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

/** Order of decimal numbers. */
export function byNumber(a: string, b: string): number {
  return Number(a) - Number(b);
}
