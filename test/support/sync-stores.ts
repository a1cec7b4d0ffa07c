import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbParkedRows } from '../../lambda/adapters/dynamodb/parked-rows.ts';
import { DynamoDbPendingQueue } from '../../lambda/adapters/dynamodb/pending-queue.ts';
import { DynamoDbQueueDepths } from '../../lambda/adapters/dynamodb/queue-depths.ts';
import type { SyncTableNames } from '../../lambda/adapters/dynamodb/sync-layout.ts';
import { DynamoDbSyncLeases } from '../../lambda/adapters/dynamodb/sync-leases.ts';
import { DynamoDbSyncQueues } from '../../lambda/adapters/dynamodb/sync-queues.ts';
import type { SyncStoreOptions } from '../../lambda/adapters/dynamodb/sync-store.ts';
import { MemoryLargeTexts } from '../../lambda/adapters/memory/memory-large-texts.ts';
import { MemorySyncStore } from '../../lambda/adapters/memory/memory-sync-store.ts';
import { SYNC_LEDGER_TABLE, SYNC_QUEUE_TABLE, SYNC_QUEUE_TABLES } from '../../lambda/data-sync/contract.ts';
import type { Lease, Leases, ParkedRows, QueueDepths, SyncQueues } from '../../lambda/data-sync/ports.ts';
import type { SyncChange } from '../../lambda/domain/sync-capture.ts';
import { LANES, type SyncRow } from '../../lambda/domain/sync-row.ts';
import type { PendingQueue } from '../../lambda/sync-enqueuer/ports.ts';
import { FakeDynamoDb, type Faults } from './fake-dynamodb.ts';
import { nextTurn, VirtualTime } from './virtual-time.ts';

/** All that data sync keeps, empty at first, and its clock, which stands unless it waits or a test moves it. */
export interface SyncStoreUnderTest {
  readonly pending: PendingQueue;
  readonly queues: SyncQueues;
  readonly leases: Leases;
  readonly parked: ParkedRows;
  readonly depths: QueueDepths;
  readonly time: { now: number };
}

export const ALL_LANES: readonly number[] = Array.from({ length: LANES }, (_, lane) => lane);

export const SYNC_TABLES: SyncTableNames = { ...SYNC_QUEUE_TABLES, ledger: SYNC_LEDGER_TABLE.tableName };

const START = Date.UTC(2026, 0, 1);

export function memorySyncStore(): SyncStoreUnderTest {
  const time = { now: START };
  const store = new MemorySyncStore(() => time.now);
  return { pending: store, queues: store, leases: store, parked: store, depths: store, time };
}

/** The adapters for DynamoDB, each with a client of its own. */
export function dynamoDbSyncStore(
  options: Omit<SyncStoreOptions, 'client'>,
  client: () => Pick<DynamoDBClient, 'send'>,
): Omit<SyncStoreUnderTest, 'time'> {
  return {
    pending: new DynamoDbPendingQueue({ ...options, client: client() }),
    queues: new DynamoDbSyncQueues({ ...options, client: client() }),
    leases: new DynamoDbSyncLeases({ ...options, client: client() }),
    parked: new DynamoDbParkedRows({ ...options, client: client() }),
    depths: new DynamoDbQueueDepths({ ...options, client: client() }),
  };
}

/** A DynamoDB in memory with data sync's tables. */
export function fakeSyncTables(): FakeDynamoDb {
  const { ledger, ...queues } = SYNC_TABLES;
  return new FakeDynamoDb({
    [ledger]: [SYNC_LEDGER_TABLE.partitionKey, SYNC_LEDGER_TABLE.sortKey],
    ...Object.fromEntries(
      Object.values(queues).map((name) => [name, [SYNC_QUEUE_TABLE.partitionKey, SYNC_QUEUE_TABLE.sortKey]]),
    ),
  });
}

/** The adapters for DynamoDB on one in memory, and what lies in the overflow bucket. */
export function fakeSyncStore(
  options: {
    readonly fake?: FakeDynamoDb;
    readonly faults?: Faults;
    readonly largeTexts?: MemoryLargeTexts;
  } = {},
): SyncStoreUnderTest & { readonly fake: FakeDynamoDb; readonly largeTexts: MemoryLargeTexts } {
  const time = new VirtualTime(START);
  const fake = options.fake ?? fakeSyncTables();
  const largeTexts = options.largeTexts ?? new MemoryLargeTexts();
  const store = dynamoDbSyncStore(
    { tables: SYNC_TABLES, largeTexts, clock: () => time.now, sleep: (ms) => time.sleep(ms) },
    // Calls that run at the same time take effect in any order.
    () => fake.client(options.faults ?? { before: nextTurn }),
  );
  return { ...store, time, fake, largeTexts };
}

let sequence = 0;

/** A change newer than all before it; its number is its sequence number unless it is told. */
export function change(
  kind: SyncChange['kind'],
  uniqueId: string,
  more: Partial<SyncChange> = {},
): SyncChange {
  sequence += 1;
  const text = kind === 'delete' ? null : JSON.stringify({ customerID: uniqueId, sequence });
  return {
    objName: 'Customer',
    uniqueId,
    orderKey: more.objName === 'Transaction' ? 'C1' : uniqueId,
    kind,
    sequence: String(sequence),
    number: String(sequence),
    at: START + sequence,
    jsonObject: text,
    ...more,
  };
}

/** The lease of worker 0 for a minute. */
export async function leaseOf(store: SyncStoreUnderTest, runId = 'run'): Promise<Lease> {
  const lease = await store.leases.acquire({ runId, worker: 0, forMs: 60_000 });
  if (lease === undefined) throw new Error('the lease is held by another run');
  return lease;
}

/** Moves all that is pending. */
export async function moveAll(store: SyncStoreUnderTest, lanes = ALL_LANES): Promise<readonly SyncRow[]> {
  const lease = await leaseOf(store);
  const rows: SyncRow[] = [];
  for (;;) {
    const moved = await store.queues.moveBatch({ lanes, limit: 25, lease });
    if (moved.length === 0) return rows;
    rows.push(...moved);
  }
}

/** All that is in progress. */
export function inProgress(store: SyncStoreUnderTest, lanes = ALL_LANES): Promise<readonly SyncRow[]> {
  return store.queues.inProgress({ lanes, limit: 1000 });
}
