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
  /** Epoch seconds. On marks and runs. */
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

/** What the state machine asks "Acquire lease"; `runId` and `tasks` come from an execution that this one continues. */
export interface AcquireLeaseEvent {
  readonly runId: string | null;
  readonly executionName: string;
  readonly execution: string;
  /** ISO 8601. */
  readonly started: string;
  readonly startedBy: 'schedule' | 'request';
  readonly tasks:
    | readonly { readonly worker: number; readonly delivered: number; readonly parked: number }[]
    | null;
}

/** A worker of a run, as the state machine hands it from turn to turn. */
export interface SyncTask {
  readonly runId: string;
  readonly worker: number;
  readonly workers: number;
  readonly delivered: number;
  readonly parked: number;
  /** Turns in this execution. */
  readonly turns: number;
}

/** What the state machine asks of a turn. */
export interface DrainLanesEvent extends SyncTask {
  readonly from: 'progress' | 'pending';
}

/** What the state machine asks when every worker has ended, well or not. */
export interface ReleaseLeaseEvent {
  readonly runId: string;
  readonly tasks: readonly (SyncTask & {
    readonly ended?: 'empty' | 'time' | 'lost';
    readonly error?: string;
    readonly cause?: string;
  })[];
}

/** Under which service the data sync's metrics are filed, and what they are called. */
export const SYNC_METRICS = {
  service: 'data-sync',
  delivered: 'MessagesDelivered',
  failed: 'DeliveriesFailed',
  parked: 'MessagesParked',
  latency: 'DeliveryMs',
  tokenErrors: 'TokenErrors',
  /** One a queue: how many rows wait, and how long the oldest has, seconds. */
  rows: {
    customerPending: 'CustomerPendingRows',
    transactionPending: 'TransactionPendingRows',
    progress: 'ProgressRows',
    parked: 'ParkedRows',
  },
  age: {
    customerPending: 'CustomerPendingAge',
    transactionPending: 'TransactionPendingAge',
    progress: 'ProgressAge',
    parked: 'ParkedAge',
  },
} as const;
