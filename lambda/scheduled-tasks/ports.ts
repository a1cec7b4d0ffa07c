import type { RecordStore } from '../domain/commit.ts';
import type { RecordList } from '../domain/record-list.ts';
import type { SyncRun, SyncRunEnd, SyncRunStart, SyncTaskCounts } from '../domain/sync-run.ts';

/** The job monitor, which the scheduled tasks share with the data sync, as a run fills it in. Each call may be repeated. */
export interface TaskRunLog {
  begin(run: SyncRunStart & { readonly task: string }): Promise<void>;
  /** What a part has come to in the run so far. */
  count(runId: string, counts: SyncTaskCounts): Promise<void>;
  /** A run ends. One that was canceled before stays canceled. */
  end(runId: string, end: SyncRunEnd): Promise<void>;
  /** Whether somebody has asked the run to stop. */
  isCanceled(runId: string): Promise<boolean>;
}

/** The job monitor, as people look at it. */
export interface TaskMonitor {
  /** The run of a task that was the latest to begin. */
  latest(task: string): Promise<SyncRun | undefined>;
}

/** The state machine that runs the tasks. */
export interface TaskJob {
  /** Starts a run of a task; gives back its execution. */
  start(run: { readonly task: string; readonly runId: string }): Promise<string>;
}

/** Where segments are found, and read. */
export interface SegmentSource {
  readonly list: RecordList;
  readonly store: Pick<RecordStore, 'records'>;
}
