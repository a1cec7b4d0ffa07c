/** Which queue: the seed's two pending queues and its progress queue. */
export type SyncQueueName = 'customerPending' | 'transactionPending' | 'progress';

/** How the queues' tables are called, behind `millrace-<stage>-` (ORCE Data Sync, "Pending Queues"). */
export const SYNC_QUEUE_TABLES: Readonly<Record<SyncQueueName, string>> = {
  customerPending: 'DATA_SYNC_CUST_PENDING_QUEUE',
  transactionPending: 'DATA_SYNC_TRN_PENDING_QUEUE',
  progress: 'DATA_SYNC_PROGRESS_QUEUE',
};

/** The form of all three: one item a row, no index, no time to live, not streamed. A row keeps its key in each of them. */
export const SYNC_QUEUE_TABLE = {
  /** Number: 0 to 63, the same for all rows of a customer. */
  partitionKey: 'LANE',
  /** Number: the row's own, the message's `uniqueId`. */
  sortKey: 'NUMBER',
} as const;

/** The data sync ledger: marks of what was captured, the number counter, leases, depths, parked rows, runs. */
export const SYNC_LEDGER_TABLE = {
  /** How it is called, behind `millrace-<stage>-`. */
  tableName: 'DATA_SYNC_LEDGER',
  /** String. */
  partitionKey: 'pk',
  /** String. */
  sortKey: 'sk',
  /** Epoch seconds. Only on marks. */
  timeToLiveAttribute: 'expires',
} as const;

/** What every function that touches the queues reads from its environment. */
export const SYNC_QUEUES_ENVIRONMENT = [
  'CUSTOMER_PENDING_TABLE',
  'TRANSACTION_PENDING_TABLE',
  'PROGRESS_TABLE',
  'DATA_SYNC_LEDGER_TABLE',
  /** Bucket of the texts that are too large for a row. */
  'OVERFLOW_BUCKET',
] as const;

/** Where the texts that are too large for a row lie in the overflow bucket. */
export const OVERFLOW_PREFIX = 'rows/';
