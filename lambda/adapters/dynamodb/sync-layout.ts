import type { SyncObject } from '../../domain/sync-row.ts';
import type { Item } from './attribute-value.ts';

/** The queues, each a table. */
export type SyncQueueName = 'customerPending' | 'transactionPending' | 'progress';

/** The data sync tables by what they hold; lambda/data-sync/contract.ts says what they are. */
export type SyncTableNames = Readonly<Record<SyncQueueName | 'ledger', string>>;

/** The pending queue of an object. */
export function pendingQueueOf(objName: SyncObject): 'customerPending' | 'transactionPending' {
  return objName === 'Customer' ? 'customerPending' : 'transactionPending';
}

/** Attributes of the ledger's rows. */
export const SYNC_LEDGER = {
  partitionKey: 'pk',
  sortKey: 'sk',
  expires: 'expires',
  /** Mark: sequence number of the last change captured, padded so that texts compare as numbers do. */
  sequence: 'sequence',
  /** Mark: the object's rows that may still be queued, by number: a list of maps {lane, number, action}. */
  rows: 'rows',
  /** Mark: the greatest number that a row of the object has had. */
  lastNumber: 'last_number',
  /** Mark: grows with every write of it. */
  revision: 'revision',
  /** Counter: the last number that has been given out. */
  given: 'given',
  /** Lease. */
  token: 'token',
  run: 'run',
  until: 'until',
  /** Lease: counts transactions, so that each of them writes the row that it checks. */
  writes: 'writes',
  /** Parked row. */
  parkedAt: 'parked_at',
  reason: 'reason',
} as const;

/** DynamoDB's sequence numbers have at most 40 digits (API Reference, StreamRecord). */
const SEQUENCE_DIGITS = 40;
const NUMBER_DIGITS = 20;

const key = (partition: string, sort: string): Item => ({
  [SYNC_LEDGER.partitionKey]: { S: partition },
  [SYNC_LEDGER.sortKey]: { S: sort },
});

/** Partition of all leases. */
export const LEASES_PARTITION = 'leases';
/** Partition of the depths that no lease counts. */
export const DEPTHS_PARTITION = 'depths';
/** Partition of all parked rows. */
export const PARKED_PARTITION = 'parked';

/** What was last captured of an object. */
export function markKey(objName: string, uniqueId: string): Item {
  return key(`mark#${objName}#${uniqueId}`, 'mark');
}

/** The counter of row numbers. */
export function numbersKey(): Item {
  return key('numbers', 'numbers');
}

/** A worker's lease. */
export function leaseKey(worker: number): Item {
  return key(LEASES_PARTITION, String(worker).padStart(4, '0'));
}

/** One of the rows that count what is captured; several, so that writers do not meet. */
export function depthKey(slot: number): Item {
  return key(DEPTHS_PARTITION, String(slot));
}

/** A parked row; they lie by number. */
export function parkedKey(number: string): Item {
  return key(PARKED_PARTITION, number.padStart(NUMBER_DIGITS, '0'));
}

/** A sequence number as a text that sorts as the number does. */
export function sequenceText(sequence: string): string {
  return sequence.padStart(SEQUENCE_DIGITS, '0');
}

/** Changes of the number of rows, by queue. */
export type DepthChange = Readonly<Partial<Record<SyncQueueName | 'parked', number>>>;

/** The attribute that counts a queue's rows, in a lease or a depth row. */
export const DEPTH_ATTRIBUTES: Readonly<Record<SyncQueueName | 'parked', string>> = {
  customerPending: 'customer_pending',
  transactionPending: 'transaction_pending',
  progress: 'in_progress',
  parked: 'parked',
};

/** Several changes as one, without those that come to nothing. */
export function sumDepths(changes: readonly DepthChange[]): DepthChange {
  const sum: Record<string, number> = {};
  for (const change of changes)
    for (const [queue, by] of Object.entries(change)) sum[queue] = (sum[queue] ?? 0) + by;
  return Object.fromEntries(Object.entries(sum).filter(([, by]) => by !== 0));
}

/** A change of depths as an update adds it. */
export function depthItem(change: DepthChange): Item {
  const entries = Object.entries(change) as [keyof DepthChange, number][];
  return Object.fromEntries(entries.map(([queue, by]) => [DEPTH_ATTRIBUTES[queue], { N: String(by) }]));
}
