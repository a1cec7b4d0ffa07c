/** What every function of the scheduled tasks reads from its environment. */
export const TASK_ENVIRONMENT = ['RECORDS_TABLE', 'LEDGER_TABLE', 'DATA_SYNC_LEDGER_TABLE'] as const;

/** What the first of them reads besides: time zone of the days, days until inactive segments go, parts of the walk. */
export const BEGIN_TASK_ENVIRONMENT = [...TASK_ENVIRONMENT, 'TIME_ZONE', 'INACTIVE_DAYS', 'PARTS'] as const;

/** What the API's function reads; SCHEDULES is a JSON object, by name of the task when it runs. */
export const RUN_TASK_ENVIRONMENT = ['DATA_SYNC_LEDGER_TABLE', 'STATE_MACHINE', 'SCHEDULES'] as const;

/** What the state machine asks "Begin run". */
export interface BeginTaskEvent {
  /** Name of the task. */
  readonly task: string;
  readonly runId: string | null;
  readonly executionName: string;
  readonly execution: string;
  /** ISO 8601. */
  readonly started: string;
  readonly startedBy: 'schedule' | 'request';
}

/** A part of all customers in a run, as the state machine hands it from turn to turn. */
export interface TaskPart {
  readonly runId: string;
  readonly task: string;
  /** yyyy-MM-dd. */
  readonly today: string;
  readonly inactiveDays: number;
  /** Ids of the segments that the run deletes; empty for tasks that delete none. */
  readonly deletes: readonly string[];
  readonly part: number;
  readonly parts: number;
  /** Where the part has come to; null at its beginning. */
  readonly after: string | null;
  readonly seen: number;
  readonly changed: number;
  readonly failed: number;
}

/** A part whose turns are over, or have failed. */
export type EndedPart = TaskPart & {
  readonly ended?: 'done' | 'time' | 'canceled';
  /** Name and description of the error, as Step Functions has them. */
  readonly error?: string;
  readonly cause?: string;
};

/** What the state machine asks "End run", whatever happened. */
export interface EndTaskEvent {
  readonly parts: readonly EndedPart[];
}

/** Under which service the metrics are filed, and what they are called. */
export const TASK_METRICS = {
  service: 'scheduled-tasks',
  seen: 'CustomersSeen',
  changed: 'CustomersChanged',
  /** Customers that a task could not change; each run tries again. */
  failed: 'CustomersNotChanged',
  /** Segments that another writer left in a state that no task can work with. */
  invalid: 'SegmentsNotValid',
} as const;
