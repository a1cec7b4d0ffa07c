import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue, WriteRequest } from '@aws-sdk/client-dynamodb';
import {
  AUDIT_RETENTION_MS,
  type AuditEntry,
  type AuditLog,
  type AuditPage,
  type AuditPlace,
  type AuditSearch,
  isSought,
} from '../../domain/feed-audit.ts';
import type { Item } from './attribute-value.ts';
import { type FeedTableOptions, feedTableCalls } from './feed-table-calls.ts';
import type { TableCalls } from './table-calls.ts';

/** Items of one read: of the largest entries, more than 1 MB, where DynamoDB stops by itself. */
const ITEMS_A_READ = 100;
/** Reads of one page: at most about 8 MB, however little is found. */
const READS_A_PAGE = 8;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Digits of epoch milliseconds, so that texts sort as the numbers do. */
const TIME_DIGITS = 15;

/** Names of the attributes; the keys are those of every table of the feed. */
const AUDIT = { partitionKey: 'pk', sortKey: 'sk', expires: 'expires' } as const;

/**
 * The audit log in a table: each entry twice, under its client and under its day (UTC), by when it ended. Reads are consistent.
 */
export class DynamoDbAuditLog implements AuditLog {
  readonly #calls: TableCalls;
  readonly #table: string;

  constructor(options: FeedTableOptions) {
    this.#calls = feedTableCalls(options);
    this.#table = options.table;
  }

  async append(entry: AuditEntry): Promise<void> {
    const item = itemOf(entry);
    const under = (partition: string): WriteRequest => ({
      PutRequest: { Item: { ...item, [AUDIT.partitionKey]: { S: partition } } },
    });
    await this.#calls.write(this.#table, [
      under(clientPartition(entry.clientId)),
      under(dayPartition(entry.to)),
    ]);
  }

  async search(
    search: AuditSearch,
    { limit, after }: { readonly limit: number; readonly after?: AuditPlace | undefined },
  ): Promise<AuditPage> {
    const entries: AuditEntry[] = [];
    let place = after === undefined || after.to >= search.until ? undefined : after;
    for (let reads = 0; reads < READS_A_PAGE; reads++) {
      const read = await this.#read(search, place);
      for (const entry of read.entries) {
        if (isSought(entry, search)) entries.push(entry);
        if (entries.length === limit) return { entries, next: placeOf(entry) };
      }
      if (read.next === undefined) return { entries, next: undefined };
      place = read.next;
    }
    return { entries, next: place };
  }

  /** What comes next in one partition, and where to go on: further in it, or in the day before. */
  async #read(search: AuditSearch, place: AuditPlace | undefined): Promise<AuditPage> {
    // Nothing ends at `until`, so the day before it is the first that may have an entry.
    const latest = place === undefined ? search.until - 1 : placeTime(place);
    if (latest < search.since) return { entries: [], next: undefined };
    const byDay = search.clientId === undefined;
    const { items, more } = await this.#calls.page({
      TableName: this.#table,
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: ITEMS_A_READ,
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :since AND :until',
      ExpressionAttributeNames: { '#pk': AUDIT.partitionKey, '#sk': AUDIT.sortKey },
      ExpressionAttributeValues: {
        ':pk': { S: byDay ? dayPartition(latest) : clientPartition(search.clientId ?? '') },
        ':since': { S: padded(search.since) },
        ':until': { S: place === undefined ? padded(search.until) : sortKeyOf(place) },
      },
    });
    const found = items.map(entryOf);
    const entries = found.filter((entry) => place === undefined || sortKeyOf(entry) !== sortKeyOf(place));
    const last = found.at(-1);
    if (more && last !== undefined) return { entries, next: placeOf(last) };
    if (!byDay) return { entries, next: undefined };
    return {
      entries,
      next: dayStart(latest) > search.since ? { to: dayStart(latest), entryId: '' } : undefined,
    };
  }
}

function placeOf({ to, entryId }: AuditPlace): AuditPlace {
  return { to, entryId };
}

/** No entry has an empty id: what is left to look at ended before. */
function placeTime({ to, entryId }: AuditPlace): number {
  return entryId === '' ? to - 1 : to;
}

function dayStart(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

function clientPartition(clientId: string): string {
  return `client#${clientId}`;
}

function dayPartition(time: number): string {
  return `day#${new Date(time).toISOString().slice(0, 10)}`;
}

function padded(time: number): string {
  return String(time).padStart(TIME_DIGITS, '0');
}

function sortKeyOf({ to, entryId }: AuditPlace): string {
  return `${padded(to)}#${entryId}`;
}

function itemOf({ accounts, ...entry }: AuditEntry): Item {
  return {
    [AUDIT.sortKey]: { S: sortKeyOf(entry) },
    [AUDIT.expires]: { N: String(Math.ceil((entry.to + AUDIT_RETENTION_MS) / 1000)) },
    entry: { S: JSON.stringify(entry) },
    accounts: { B: gzipSync(JSON.stringify(accounts)) },
  };
}

function entryOf(item: Item): AuditEntry {
  const { entry, accounts }: Record<string, AttributeValue | undefined> = item;
  return {
    ...JSON.parse(entry?.S ?? '{}'),
    accounts: JSON.parse(gunzipSync(accounts?.B ?? new Uint8Array()).toString('utf8')),
  };
}
