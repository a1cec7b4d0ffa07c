import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import type { SyncRunStart } from '../domain/sync-run.ts';
import { taskNamed } from '../rules/task/customer-tasks.ts';
import type { TaskPart } from './contract.ts';
import type { SegmentSource, TaskRunLog } from './ports.ts';
import { readSegments } from './read-segments.ts';

/** So many segments a run deletes, by id; the next run deletes more. Their ids travel with the state of the job. */
export const MOST_DELETED = 100;

/** What beginning a run needs. */
export interface BeginTaskPorts extends SegmentSource {
  readonly runLog: TaskRunLog;
  readonly clock: Clock;
}

/** A run that is to begin. */
export interface BeginTaskRequest extends Omit<SyncRunStart, 'tasks' | 'task'> {
  /** Name of the task. */
  readonly task: string;
  readonly timeZone: string;
  readonly inactiveDays: number;
  readonly parts: number;
}

/** A run that has begun: the parts to walk through, none where no segment concerns the task. */
export interface BegunTask {
  readonly runId: string;
  readonly task: string;
  readonly parts: readonly TaskPart[];
  /** How many segments the task works with, and how many it cannot. */
  readonly segments: number;
  readonly invalid: number;
}

/**
 * Begins a run of a task. Where no segment concerns the task, no customer is looked at, and the run has ended. May be repeated. Throws
 * AppError NOT_FOUND when there is no such task.
 */
export async function beginTask(ports: BeginTaskPorts, request: BeginTaskRequest): Promise<BegunTask> {
  const { runId, started, startedBy, execution, timeZone, inactiveDays, parts } = request;
  const task = taskNamed(request.task);
  if (task === undefined) throw new AppError('NOT_FOUND', 'there is no such task');
  const day = { today: dayIn(timeZone, started), inactiveDays };
  const { name } = task;
  await ports.runLog.begin({ runId, task: name, started, startedBy, execution, tasks: parts });
  const { concerned, invalid } = await readSegments(ports, task, day);
  const begun = { runId, task: name, segments: concerned.length, invalid };
  if (concerned.length === 0) {
    const counts = { success: parts, error: 0, canceled: 0, skipped: 0 };
    const reason = 'no segment concerns the task';
    await ports.runLog.end(runId, { status: 'success', ended: ports.clock(), ...counts, reason });
    return { ...begun, parts: [] };
  }
  const ids = task.deletesSegments ? concerned.map(({ id }) => id).slice(0, MOST_DELETED) : [];
  const part = {
    runId,
    task: name,
    ...day,
    deletes: ids,
    parts,
    after: null,
    seen: 0,
    changed: 0,
    failed: 0,
  };
  return { ...begun, parts: Array.from({ length: parts }, (_, index) => ({ ...part, part: index })) };
}

/** The day, yyyy-MM-dd, at a moment (epoch milliseconds) in a time zone of the IANA database. */
export function dayIn(timeZone: string, moment: number): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}
