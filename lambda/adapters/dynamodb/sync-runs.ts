import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { RunLog } from '../../data-sync/ports.ts';
import type { RunMonitor } from '../../data-sync-admin/ports.ts';
import type { Clock } from '../../domain/clock.ts';
import {
  type CustomerCounts,
  type SyncRun,
  type SyncRunEnd,
  type SyncRunStart,
  type SyncRunStatus,
  type SyncTaskCounts,
  sumCustomers,
} from '../../domain/sync-run.ts';

import { SYNC_LEDGER } from './sync-layout.ts';

type Item = Record<string, AttributeValue>;

export interface DynamoDbSyncRunsOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  /** The data sync ledger. */
  readonly table: string;
  readonly clock: Clock;
}

/** All runs lie in one partition, by their ids, which sort by time. */
const PARTITION: AttributeValue = { S: 'runs' };
/** Where it stands which run of each task was the latest to begin. */
const LATEST: AttributeValue = { S: 'latest_runs' };
/** As long as Step Functions keeps the history of an execution. */
const KEPT_SECONDS = 90 * 24 * 60 * 60;
/** Before the number of the worker: an attribute each, so that workers do not meet. */
const WORKER = 'worker_';

/** The job monitor in the data sync ledger, an item a run. Every write may be repeated. */
export class DynamoDbSyncRuns implements RunLog, RunMonitor {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;
  readonly #clock: Clock;

  constructor({ client, table, clock }: DynamoDbSyncRunsOptions) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async begin(run: SyncRunStart): Promise<void> {
    const first = {
      status: { S: 'running' },
      started: numberValue(run.started),
      started_by: { S: run.startedBy },
      tasks: numberValue(run.tasks),
      ...(run.task === undefined ? {} : { task: { S: run.task } }),
      expires: numberValue(Math.floor(run.started / 1000) + KEPT_SECONDS),
    };
    await this.#set(run.runId, { first, always: { execution: { S: run.execution } } });
    if (run.task !== undefined) await this.#setLatest(run.runId, run.task);
  }

  async count(runId: string, { worker, delivered, parked, customers }: SyncTaskCounts): Promise<void> {
    const counts = Object.entries({ delivered, parked, ...customers });
    const item = { M: Object.fromEntries(counts.map(([name, count]) => [name, numberValue(count)])) };
    await this.#set(runId, { always: { [`${WORKER}${worker}`]: item } });
  }

  async end(runId: string, end: SyncRunEnd): Promise<void> {
    const { status, reason, ...numbers } = end;
    const always = {
      status: { S: status },
      ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, numberValue(value)])),
      ...(reason === undefined ? {} : { reason: { S: reason } }),
    };
    await this.#set(runId, { always, unless: 'canceled' });
  }

  async cancel(runId: string): Promise<void> {
    const always = { status: { S: 'canceled' }, ended: numberValue(this.#clock()) };
    await this.#set(runId, { always, copy: { canceled: 'tasks' }, only: 'running' });
  }

  async isCanceled(runId: string): Promise<boolean> {
    return (await this.find(runId))?.status === 'canceled';
  }

  async find(runId: string): Promise<SyncRun | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: keyOf(runId), ConsistentRead: true }),
    );
    return Item && runOf(Item);
  }

  async latest(task: string): Promise<SyncRun | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: latestKey(task), ConsistentRead: true }),
    );
    return Item?.run?.S === undefined ? undefined : this.find(Item.run.S);
  }

  async list({ limit, before }: { limit: number; before?: string }): Promise<readonly SyncRun[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: limit,
        KeyConditionExpression: before === undefined ? '#pk = :pk' : '#pk = :pk AND #sk < :before',
        ExpressionAttributeNames: {
          '#pk': SYNC_LEDGER.partitionKey,
          ...(before === undefined ? {} : { '#sk': SYNC_LEDGER.sortKey }),
        },
        ExpressionAttributeValues: {
          ':pk': PARTITION,
          ...(before === undefined ? {} : { ':before': { S: before } }),
        },
      }),
    );
    return Items.map(runOf);
  }

  /** Of runs that begin at the same time, the one with the greater id. */
  async #setLatest(runId: string, task: string): Promise<void> {
    const update = new UpdateItemCommand({
      TableName: this.#table,
      Key: latestKey(task),
      UpdateExpression: 'SET #run = :run',
      ConditionExpression: 'attribute_not_exists(#run) OR #run < :run',
      ExpressionAttributeNames: { '#run': 'run' },
      ExpressionAttributeValues: { ':run': { S: runId } },
    });
    await unlessRefused(() => this.#client.send(update));
  }

  /** Does nothing when the status is not as the change wants it. */
  async #set(runId: string, change: RunChange): Promise<void> {
    await unlessRefused(() =>
      this.#client.send(
        new UpdateItemCommand({ TableName: this.#table, Key: keyOf(runId), ...expressionsOf(change) }),
      ),
    );
  }
}

async function unlessRefused(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
  }
}

interface RunChange {
  /** Set only where they are absent. */
  readonly first?: Item;
  readonly always: Item;
  /** Attributes that take the value of others. */
  readonly copy?: Readonly<Record<string, string>>;
  /** Statuses at which nothing is changed, and at which alone it is. */
  readonly unless?: SyncRunStatus;
  readonly only?: SyncRunStatus;
}

function expressionsOf({ first = {}, always, copy = {}, unless, only }: RunChange) {
  const names: Record<string, string> = {};
  const values: Item = {};
  const name = (attribute: string) => {
    names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  const value = (key: string, content: AttributeValue) => {
    values[`:${key}`] = content;
    return `:${key}`;
  };
  const sets = [
    ...Object.entries(first).map(
      ([to, content]) => `${name(to)} = if_not_exists(${name(to)}, ${value(to, content)})`,
    ),
    ...Object.entries(always).map(([to, content]) => `${name(to)} = ${value(to, content)}`),
    ...Object.entries(copy).map(([to, from]) => `${name(to)} = ${name(from)}`),
  ];
  // Only `begin` makes an entry: nobody else knows all that belongs into it.
  const conditions = Object.keys(first).length > 0 ? [] : [`attribute_exists(${name('status')})`];
  if (unless !== undefined) conditions.push(`${name('status')} <> ${value('unless', { S: unless })}`);
  if (only !== undefined) conditions.push(`${name('status')} = ${value('only', { S: only })}`);
  return {
    UpdateExpression: `SET ${sets.join(', ')}`,
    ...(conditions.length === 0 ? {} : { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

function keyOf(runId: string): Item {
  return { [SYNC_LEDGER.partitionKey]: PARTITION, [SYNC_LEDGER.sortKey]: { S: runId } };
}

function latestKey(task: string): Item {
  return { [SYNC_LEDGER.partitionKey]: LATEST, [SYNC_LEDGER.sortKey]: { S: task } };
}

function numberValue(value: number): AttributeValue {
  return { N: String(value) };
}

function runOf(item: Item): SyncRun {
  const number = (name: string) => Number(item[name]?.N ?? 0);
  const text = (name: string) => item[name]?.S ?? '';
  const workers = Object.keys(item).filter((name) => name.startsWith(WORKER));
  const sum = (name: string) =>
    workers.reduce((total, worker) => total + Number(item[worker]?.M?.[name]?.N ?? 0), 0);
  return {
    runId: text(SYNC_LEDGER.sortKey),
    status: text('status') as SyncRunStatus,
    started: number('started'),
    ...(item.ended === undefined ? {} : { ended: number('ended') }),
    startedBy: text('started_by') === 'schedule' ? 'schedule' : 'request',
    tasks: number('tasks'),
    success: number('success'),
    error: number('error'),
    canceled: number('canceled'),
    skipped: number('skipped'),
    delivered: sum('delivered'),
    parked: sum('parked'),
    ...(item.task === undefined ? {} : { task: text('task') }),
    ...customersOf(workers.map((worker) => item[worker]?.M ?? {})),
    ...(item.reason === undefined ? {} : { reason: text('reason') }),
    execution: text('execution'),
  };
}

function customersOf(counts: readonly Item[]): { readonly customers?: CustomerCounts } {
  const known = counts.filter(({ seen }) => seen !== undefined);
  if (known.length === 0) return {};
  const number = (value: AttributeValue | undefined): number => Number(value?.N ?? 0);
  return {
    customers: sumCustomers(
      known.map(({ seen, changed, failed }) => ({
        seen: number(seen),
        changed: number(changed),
        failed: number(failed),
      })),
    ),
  };
}
