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
import type {
  SyncRun,
  SyncRunEnd,
  SyncRunStart,
  SyncRunStatus,
  SyncTaskCounts,
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
      expires: numberValue(Math.floor(run.started / 1000) + KEPT_SECONDS),
    };
    await this.#set(run.runId, { first, always: { execution: { S: run.execution } } });
  }

  async count(runId: string, { worker, delivered, parked }: SyncTaskCounts): Promise<void> {
    const counts = { M: { delivered: numberValue(delivered), parked: numberValue(parked) } };
    await this.#set(runId, { always: { [`${WORKER}${worker}`]: counts } });
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

  /** Does nothing when the status is not as the change wants it. */
  async #set(runId: string, change: RunChange): Promise<void> {
    try {
      await this.#client.send(
        new UpdateItemCommand({ TableName: this.#table, Key: keyOf(runId), ...expressionsOf(change) }),
      );
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    }
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
    ...(item.reason === undefined ? {} : { reason: text('reason') }),
    execution: text('execution'),
  };
}
