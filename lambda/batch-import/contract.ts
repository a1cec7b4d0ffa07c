/** One item an import, all in one partition. */
export const IMPORTS_TABLE = {
  /** String, always `imports`. */
  partitionKey: 'pk',
  /** String: the import's id; ids sort by the time at which the file was put. */
  sortKey: 'sk',
  /** Epoch seconds. */
  timeToLiveAttribute: 'expires',
} as const;

/** So long what an import leaves in the work bucket is kept, and so long it can be started again. */
export const RESTART_DAYS = 14;

/** What is put behind a file's name to name its error report. */
export const REPORT_SUFFIX = '.errors.jsonl';

/** What every function of the import reads from its environment. */
export const IMPORT_ENVIRONMENT = ['STAGE', 'IMPORTS_TABLE', 'IMPORT_BUCKET', 'WORK_BUCKET'] as const;

/** What a worker reads from it. */
export const WORKER_ENVIRONMENT = [
  'STAGE',
  'IMPORTS_TABLE',
  'WORK_BUCKET',
  'RECORDS_TABLE',
  'LEDGER_TABLE',
] as const;

/** What the API's function reads from it. */
export const MANAGE_ENVIRONMENT = ['STAGE', 'IMPORTS_TABLE', 'IMPORT_BUCKET', 'STATE_MACHINE'] as const;

/** What begins an import: a file was put, or somebody asks for it. */
export interface BeginImportEvent {
  readonly execution: string;
  readonly startedBy: 'event' | 'request';
  /** Name of the file in the import bucket. */
  readonly file: string;
  /** Null: the current one. */
  readonly version: string | null;
}

/** What "Begin import" answers. Without `begun` there is nothing to do. */
export interface BegunImport {
  /** Empty when there is no such file any more. */
  readonly importId: string;
  readonly begun: boolean;
  readonly reason?: string;
  /** Numbers of the workers, when an earlier execution has read the file; else it is yet to be read. */
  readonly workers?: readonly number[];
}

/** What the state machine asks of "Read file". */
export interface ReadFileEvent {
  readonly importId: string;
}

/** What the state machine asks of a turn of a worker. */
export interface WorkRecordsEvent {
  readonly importId: string;
  readonly worker: number;
}

/** How a turn ended: nothing is left for the worker, or its time was up. */
export interface WorkedRecords {
  readonly ended: 'empty' | 'time';
}

/** What the state machine asks when all workers have ended, well or not. */
export interface FinishImportEvent {
  readonly importId: string;
  readonly failures: readonly { readonly error: string; readonly cause: string }[];
}

/** Under which service the import's metrics are filed, and what they are called. */
export const IMPORT_METRICS = {
  service: 'batch-import',
  done: 'RecordsImported',
  failed: 'RecordsRefused',
  /** Records that met an error in our own code. */
  faults: 'RecordFaults',
} as const;
