/** How a run of the data sync job stands, or ended. */
export type SyncRunStatus = 'running' | 'success' | 'error' | 'canceled' | 'skipped';

/** What a run is of that names no task. */
export const DATA_SYNC_TASK = 'Data Sync';

/**
 * One run, as the job monitor shows it, of the data sync or of a scheduled task. It has one task for each worker, or part of the customers;
 * a task ends in one of four ways.
 */
export interface SyncRun {
  readonly runId: string;
  /** Name of the scheduled task. @default DATA_SYNC_TASK */
  readonly task?: string;
  readonly status: SyncRunStatus;
  /** Epoch milliseconds. */
  readonly started: number;
  /** Epoch milliseconds; absent while it runs. */
  readonly ended?: number;
  readonly startedBy: 'schedule' | 'request';
  readonly tasks: number;
  readonly success: number;
  readonly error: number;
  readonly canceled: number;
  readonly skipped: number;
  /** Messages so far. */
  readonly delivered: number;
  readonly parked: number;
  /** Of a scheduled task: customers so far. */
  readonly customers?: CustomerCounts;
  /** Why it failed or was skipped, for people. */
  readonly reason?: string;
  /** The execution that runs it, or did last. */
  readonly execution: string;
}

/** Customers that a scheduled task has looked at, those that it has changed, and those that it could not change. */
export interface CustomerCounts {
  readonly seen: number;
  readonly changed: number;
  readonly failed: number;
}

/** A run as it begins. */
export type SyncRunStart = Pick<SyncRun, 'runId' | 'task' | 'started' | 'startedBy' | 'tasks' | 'execution'>;

/** How a run ended. */
export type SyncRunEnd = Pick<SyncRun, 'success' | 'error' | 'canceled' | 'skipped' | 'reason'> & {
  readonly status: Exclude<SyncRunStatus, 'running'>;
  readonly ended: number;
};

/** What a worker has done in a run so far. */
export interface SyncTaskCounts {
  readonly worker: number;
  readonly delivered: number;
  readonly parked: number;
  /** Of a scheduled task. */
  readonly customers?: CustomerCounts;
}

/** Counts of several parts together. */
export function sumCustomers(counts: readonly CustomerCounts[]): CustomerCounts {
  const sum = (of: keyof CustomerCounts): number => counts.reduce((total, one) => total + one[of], 0);
  return { seen: sum('seen'), changed: sum('changed'), failed: sum('failed') };
}

/** Ids of runs sort by time: `20261122T075055123Z-5f3a9c1e`. They can name an execution. */
export const SYNC_RUN_ID = /^\d{8}T\d{9}Z-[\w-]{1,48}$/;

/** The id of a run that begins at a time, epoch milliseconds; `suffix` tells it from others of the same millisecond. */
export function syncRunId(started: number, suffix: string): string {
  const compact = new Date(started).toISOString().replaceAll(/[-:.]/g, '');
  return `${compact}-${suffix.replaceAll(/[^\w-]/g, '').slice(0, 48)}`;
}
