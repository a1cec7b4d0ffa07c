import type { Clock } from '../domain/clock.ts';
import type { CommitContext, CommitPlan, RecordStore } from '../domain/commit.ts';
import type { SyncRunEnd } from '../domain/sync-run.ts';
import { segmentKey, standingSegment } from '../rules/segment/standing-segment.ts';
import type { CustomerTask, TaskDay } from '../rules/task/customer-task.ts';
import { taskNamed } from '../rules/task/customer-tasks.ts';
import type { EndedPart } from './contract.ts';
import type { TaskRunLog } from './ports.ts';

/** How long others may keep a segment from being deleted. */
const PATIENCE_MS = 20_000;

/** What ending a run needs. */
export interface EndTaskPorts {
  readonly store: Pick<RecordStore, 'commit'>;
  readonly runLog: TaskRunLog;
  readonly clock: Clock;
}

/** A run's end; `errorName` and `cause` where it failed. */
export interface EndedTask {
  readonly runId: string;
  readonly status: SyncRunEnd['status'];
  readonly seen: number;
  readonly changed: number;
  readonly failed: number;
  /** Segments that it has deleted. */
  readonly deleted: number;
  readonly errorName?: string;
  readonly cause?: string;
}

/**
 * Ends a run: deletes the segments that nobody is in any more, if the run has been through all customers, and closes its entry in the
 * job monitor. A customer that could not be changed makes it fail, though the others have been. May be repeated.
 */
export async function endTask(ports: EndTaskPorts, parts: readonly EndedPart[]): Promise<EndedTask> {
  const [first] = parts;
  if (first === undefined) throw new TypeError('a run that has begun has parts');
  const sum = (of: 'seen' | 'changed' | 'failed'): number =>
    parts.reduce((total, part) => total + part[of], 0);
  const counts = { seen: sum('seen'), changed: sum('changed'), failed: sum('failed') };
  const isWhole = counts.failed === 0 && parts.every(({ ended }) => ended === 'done');
  const deleted = isWhole ? await deleteSegments(ports, first) : 0;
  const failure = failureOf(parts, counts.failed);
  const tasks = taskCounts(parts);
  const status = failure !== undefined ? 'error' : tasks.canceled > 0 ? 'canceled' : 'success';
  const reason = failure && { reason: `${failure.errorName}: ${failure.cause}` };
  await ports.runLog.end(first.runId, { status, ended: ports.clock(), ...tasks, ...reason });
  return { runId: first.runId, status, ...counts, deleted, ...failure };
}

function taskCounts(
  parts: readonly EndedPart[],
): Pick<SyncRunEnd, 'success' | 'error' | 'canceled' | 'skipped'> {
  const isError = (part: EndedPart): boolean => part.error !== undefined || part.failed > 0;
  const [failed, others] = [parts.filter(isError), parts.filter((part) => !isError(part))];
  const canceled = others.filter(({ ended }) => ended === 'canceled').length;
  return { success: others.length - canceled, error: failed.length, canceled, skipped: 0 };
}

function failureOf(
  parts: readonly EndedPart[],
  failed: number,
): { readonly errorName: string; readonly cause: string } | undefined {
  const broken = parts.find(({ error }) => error !== undefined);
  if (broken?.error !== undefined) return { errorName: broken.error, cause: messageOf(broken.cause ?? '') };
  if (failed === 0) return undefined;
  return {
    errorName: 'CustomersNotChanged',
    cause: `${failed} customers are too large, or not as the model has them`,
  };
}

/** The message in Lambda's description of an error, `{"errorType","errorMessage","trace"}`. */
function messageOf(cause: string): string {
  try {
    const described: unknown = JSON.parse(cause);
    const message = (described as { errorMessage?: unknown } | null)?.errorMessage;
    return typeof message === 'string' ? message : '';
  } catch {
    return '';
  }
}

async function deleteSegments(ports: EndTaskPorts, run: EndedPart): Promise<number> {
  const task = taskNamed(run.task);
  const day = { today: run.today, inactiveDays: run.inactiveDays };
  let deleted = 0;
  for (const id of task === undefined ? [] : run.deletes) {
    const { answer } = await ports.store.commit(
      { owners: [segmentKey(id).owner], deadline: ports.clock() + PATIENCE_MS },
      {
        plan: (context) => planDelete(context, { id, task, day }),
        answer: ({ changes }) => ({ deleted: changes.length > 0 }),
      },
    );
    if (answer.deleted === true) deleted += 1;
  }
  return deleted;
}

/** A segment that concerns the task no more, because somebody has made it active, stays. */
async function planDelete(
  { reader }: CommitContext,
  { id, task, day }: { id: string; task: CustomerTask | undefined; day: TaskDay },
): Promise<CommitPlan> {
  const key = segmentKey(id);
  const [record] = await reader.records([key]);
  const segment = record && standingSegment(record);
  const isDue = segment !== undefined && task?.concerns(segment, day) === true;
  return { changes: isDue ? [{ action: 'delete', key }] : [] };
}
