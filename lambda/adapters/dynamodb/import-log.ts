import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type {
  FoundRecords,
  ImportEntry,
  ImportLog,
  ImportStart,
  WorkerProgress,
} from '../../batch-import/ports.ts';

import { IMPORT_KEPT_SECONDS, IMPORTS } from './import-layout.ts';

type Item = Record<string, AttributeValue>;

export interface DynamoDbImportLogOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
}

const PARTITION: AttributeValue = { S: 'imports' };
/** Before the number of the worker: attributes of its own, so that workers do not meet. */
const WORKER = 'worker_';
const PLACE = 'place_';
/** A place in a worker's records as one number: a part's text has less than 2^26 characters. */
const PLACES_A_PART = 2 ** 26;

/** How imports stand, an item each. */
export class DynamoDbImportLog implements ImportLog {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;

  constructor({ client, table }: DynamoDbImportLogOptions) {
    this.#client = client;
    this.#table = table;
  }

  async begin(start: ImportStart, again: boolean): Promise<boolean> {
    const set: Item = {
      status: { S: 'running' },
      file: { S: start.file },
      version: { S: start.version },
      size: numberValue(start.size),
      started: numberValue(start.started),
      execution: { S: start.execution },
      [IMPORTS.expires]: numberValue(Math.floor(start.started / 1000) + IMPORT_KEPT_SECONDS),
    };
    return this.#update(start.importId, {
      set,
      remove: ['ended', 'reason'],
      ...(again ? {} : { condition: 'attribute_not_exists(#status)' }),
    });
  }

  async found(importId: string, found: FoundRecords): Promise<void> {
    const { records, parts, workers, broken } = found;
    await this.#update(importId, {
      set: {
        records: numberValue(records),
        parts: numberValue(parts),
        workers: numberValue(workers),
        ...(broken === undefined ? {} : { broken: { S: broken } }),
      },
    });
  }

  async progress(importId: string, worker: number, progress: WorkerProgress): Promise<void> {
    const { part, place, done, failed, reports } = progress;
    const counts: Item = {
      done: numberValue(done),
      failed: numberValue(failed),
      reports: numberValue(reports),
    };
    const at = `${PLACE}${worker}`;
    await this.#update(importId, {
      set: { [`${WORKER}${worker}`]: { M: counts }, [at]: numberValue(part * PLACES_A_PART + place) },
      condition: `attribute_not_exists(#${at}) OR #${at} < :${at}`,
    });
  }

  async end(importId: string, { status, ended, reason }: Parameters<ImportLog['end']>[1]): Promise<void> {
    await this.#update(importId, {
      set: {
        status: { S: status },
        ended: numberValue(ended),
        ...(reason === undefined ? {} : { reason: { S: reason } }),
      },
    });
  }

  async find(importId: string): Promise<ImportEntry | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: keyOf(importId), ConsistentRead: true }),
    );
    return Item && entryOf(Item);
  }

  async list(limit: number): Promise<readonly ImportEntry[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: limit,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': IMPORTS.partitionKey },
        ExpressionAttributeValues: { ':pk': PARTITION },
      }),
    );
    return Items.map(entryOf);
  }

  /** Whether the condition held; without it nothing is changed. */
  async #update(importId: string, change: EntryChange): Promise<boolean> {
    const names = [...Object.keys(change.set), ...(change.remove ?? [])];
    const sets = Object.keys(change.set).map((name) => `#${name} = :${name}`);
    const removes = (change.remove ?? []).map((name) => `#${name}`);
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: keyOf(importId),
          UpdateExpression: [
            `SET ${sets.join(', ')}`,
            ...(removes.length === 0 ? [] : [`REMOVE ${removes.join(', ')}`]),
          ].join(' '),
          ...(change.condition === undefined ? {} : { ConditionExpression: change.condition }),
          ExpressionAttributeNames: {
            ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: {
            ...Object.fromEntries(Object.entries(change.set).map(([name, value]) => [`:${name}`, value])),
          },
        }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
      return false;
    }
  }
}

interface EntryChange {
  readonly set: Item;
  readonly remove?: readonly string[];
  readonly condition?: string;
}

function keyOf(importId: string): Item {
  return { [IMPORTS.partitionKey]: PARTITION, [IMPORTS.sortKey]: { S: importId } };
}

function numberValue(value: number): AttributeValue {
  return { N: String(value) };
}

function entryOf(item: Item): ImportEntry {
  const number = (name: string) => Number(item[name]?.N ?? 0);
  const text = (name: string) => item[name]?.S ?? '';
  const status = text('status');
  return {
    importId: text(IMPORTS.sortKey),
    file: text('file'),
    version: text('version'),
    size: number('size'),
    status: status === 'done' || status === 'failed' ? status : 'running',
    started: number('started'),
    ...(item.ended === undefined ? {} : { ended: number('ended') }),
    execution: text('execution'),
    ...(item.records === undefined ? {} : { found: foundOf(item) }),
    progress: new Map(progressOf(item)),
    ...(item.reason === undefined ? {} : { reason: text('reason') }),
  };
}

function foundOf(item: Item): FoundRecords {
  const number = (name: string) => Number(item[name]?.N ?? 0);
  const broken = item.broken?.S;
  return {
    records: number('records'),
    parts: number('parts'),
    workers: number('workers'),
    ...(broken === undefined ? {} : { broken }),
  };
}

function progressOf(item: Item): readonly [number, WorkerProgress][] {
  const names = Object.keys(item).filter((name) => name.startsWith(WORKER));
  return names.map((name) => {
    const worker = Number(name.slice(WORKER.length));
    const number = (count: string) => Number(item[name]?.M?.[count]?.N ?? 0);
    const at = Number(item[`${PLACE}${worker}`]?.N ?? 0);
    return [
      worker,
      {
        part: Math.floor(at / PLACES_A_PART),
        place: at % PLACES_A_PART,
        done: number('done'),
        failed: number('failed'),
        reports: number('reports'),
      },
    ];
  });
}
