import { DynamoDbRecordList } from '../../lambda/adapters/dynamodb/dynamodb-record-list.ts';
import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { DynamoDbRecordWalk } from '../../lambda/adapters/dynamodb/dynamodb-record-walk.ts';
import { DynamoDbSyncRuns } from '../../lambda/adapters/dynamodb/sync-runs.ts';
import { MemoryRecordList } from '../../lambda/adapters/memory/memory-record-list.ts';
import { type ItemChange, MemoryRecordStore } from '../../lambda/adapters/memory/memory-record-store.ts';
import { MemoryRecordWalk } from '../../lambda/adapters/memory/memory-record-walk.ts';
import { MemorySyncRuns } from '../../lambda/adapters/memory/memory-sync-runs.ts';
import type { SyncRun } from '../../lambda/domain/sync-run.ts';
import { type BeginTaskPorts, beginTask } from '../../lambda/scheduled-tasks/begin-task.ts';
import type { EndedPart, TaskPart } from '../../lambda/scheduled-tasks/contract.ts';
import { type EndedTask, type EndTaskPorts, endTask } from '../../lambda/scheduled-tasks/end-task.ts';
import type { TaskMonitor } from '../../lambda/scheduled-tasks/ports.ts';
import { type WalkPorts, walkCustomers } from '../../lambda/scheduled-tasks/walk-customers.ts';
import { CrmDesk } from './crm-desk.ts';
import { CutPorts } from './cut-ports.ts';
import { fakeSyncTables, SYNC_TABLES } from './sync-stores.ts';
import { VirtualTime } from './virtual-time.ts';

/** Everything that a run of a task touches. */
export type TaskPorts = BeginTaskPorts & WalkPorts & EndTaskPorts;

/** How a run is to go. */
export interface TaskRunOptions {
  readonly runId?: string;
  /** Makes the processes of the run, one for each call of a function. @default nothing is cut */
  readonly cut?: CutPorts;
  /** Records that a page looks at, and how long a turn takes pages. @default all of them, in one turn */
  readonly pageRecords?: number;
  readonly turnMs?: number;
}

/** The day, and the moment, of every run. */
export const TASK_DAY = '2026-11-22';
const NOW = Date.UTC(2026, 10, 22, 9);
const PARTS = 2;

/** Customers and segments, the job monitor, and runs of tasks over them, state by state as the state machine has it. */
export class TaskDesk {
  readonly crm: CrmDesk;
  readonly ports: TaskPorts;
  /** All changes of records so far; only in memory. */
  readonly changes: () => readonly ItemChange[];
  readonly monitor: TaskMonitor & { find(runId: string): Promise<SyncRun | undefined> };

  constructor(kind: 'memory' | 'dynamodb' = 'memory') {
    const { monitor, changes, ...ports } = kind === 'memory' ? memoryPorts() : dynamoDbPorts();
    this.changes = changes;
    this.ports = ports;
    this.monitor = monitor;
    this.crm = new CrmDesk(ports.store, () => ports.clock() + 60_000);
  }

  /** A run to its end; undefined where there was nothing to do. */
  async run(task: string, options: TaskRunOptions = {}): Promise<EndedTask | undefined> {
    const { runId = 'run-1', cut = new CutPorts() } = options;
    const { parts } = await untilDone(cut, this.ports, (ports) =>
      beginTask(ports, {
        runId,
        task,
        started: NOW,
        startedBy: 'request',
        execution: `execution:${runId}`,
        timeZone: 'UTC',
        inactiveDays: 30,
        parts: PARTS,
      }),
    );
    if (parts.length === 0) return undefined;
    const ended: EndedPart[] = [];
    for (const part of parts) ended.push(await this.#walk(part, { ...options, cut }));
    return untilDone(cut, this.ports, (ports) => endTask(ports, ended));
  }

  async #walk(part: TaskPart, options: TaskRunOptions & { cut: CutPorts }): Promise<EndedPart> {
    const { cut, pageRecords, turnMs = 600_000 } = options;
    let state: EndedPart = part;
    do {
      const { clock } = this.ports;
      const limits = { until: clock() + turnMs, ...(pageRecords !== undefined && { pageRecords }) };
      const from = state;
      // What a function answers travels as JSON.
      state = JSON.parse(
        JSON.stringify(await untilDone(cut, this.ports, (ports) => walkCustomers(ports, from, limits))),
      );
    } while (state.ended === 'time');
    return state;
  }

  /** A customer's list, as plain values. */
  async list(customerID: string, field: string, name: string): Promise<readonly unknown[]> {
    const customer = await this.crm.customer(customerID);
    return (customer[field] as Record<string, readonly unknown[]> | null | undefined)?.[name] ?? [];
  }

  /** Ids of the segments that a customer is in, with the stratum where there is one. */
  async segmentsOf(customerID: string): Promise<readonly string[]> {
    const entries = (await this.list(customerID, 'customerSegments', 'segment')) as {
      segmentId: string;
      stratumId?: string;
    }[];
    return entries.map(({ segmentId, stratumId }) => [segmentId, stratumId].filter(Boolean).join(':'));
  }
}

/** A call of a function, made again as Step Functions does when it fails or dies: the process is a new one, which nothing cuts. */
async function untilDone<T>(
  cut: CutPorts,
  ports: TaskPorts,
  call: (ports: TaskPorts) => Promise<T>,
): Promise<T> {
  try {
    const result = await Promise.race([call(cut.watch(ports)), cut.died]);
    if (result !== 'died') return result as T;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('cut at')) throw error;
  }
  return call(ports);
}

function memoryPorts() {
  const clock = () => NOW;
  const store = new MemoryRecordStore({ clock });
  const monitor = new MemorySyncRuns(clock);
  return {
    store,
    walk: new MemoryRecordWalk(store),
    list: new MemoryRecordList(store),
    runLog: monitor,
    monitor,
    changes: () => store.changes(),
    clock,
  };
}

function dynamoDbPorts() {
  const time = new VirtualTime(NOW);
  const clock = () => time.now;
  const sleep = (ms: number) => time.sleep(ms);
  const fake = fakeSyncTables();
  const client = fake.client();
  const options = { client, table: fake.tables.records, clock, sleep };
  const monitor = new DynamoDbSyncRuns({ client, table: SYNC_TABLES.ledger, clock });
  return {
    store: new DynamoDbRecordStore({ client, tables: fake.tables, clock, sleep }),
    walk: new DynamoDbRecordWalk(options),
    list: new DynamoDbRecordList(options),
    runLog: monitor,
    monitor,
    changes: () => [],
    clock,
  };
}
