import type { Clock } from '../domain/clock.ts';
import type { SyncRunEnd } from '../domain/sync-run.ts';
import type { Leases, RunLog } from './ports.ts';

/** What ending a run needs. */
export interface EndRunPorts {
  readonly leases: Leases;
  readonly runLog: RunLog;
  readonly clock: Clock;
}

/** How a worker's task ended: with its last turn's `ended`, or with the error of the turn that failed. */
export interface EndedTask {
  readonly worker: number;
  readonly delivered: number;
  readonly parked: number;
  readonly ended?: 'empty' | 'time' | 'lost';
  /** Name and message, as Step Functions has them of the function. */
  readonly error?: string;
  readonly cause?: string;
}

/** A run's end: counts of tasks and messages; `error` and `cause` where it failed. */
export interface EndedRun extends Omit<SyncRunEnd, 'reason' | 'ended'> {
  readonly delivered: number;
  readonly parked: number;
  readonly errorName?: string;
  readonly cause?: string;
}

/**
 * Gives back the leases of the tasks that are surely over, and closes the run's entry in the job monitor. A function of which only Step
 * Functions or Lambda can say that it failed may still be sending: its lease ends by itself. May be repeated.
 */
export async function endRun(
  { leases, runLog, clock }: EndRunPorts,
  { runId, tasks }: { readonly runId: string; readonly tasks: readonly EndedTask[] },
): Promise<EndedRun> {
  for (const { worker } of tasks.filter(isSurelyOver)) {
    const lease = await leases.acquire({ runId, worker, forMs: 1 });
    if (lease !== undefined) await leases.release(lease);
  }
  const failed = tasks.find(({ error }) => error !== undefined);
  const count = (isOne: (task: EndedTask) => boolean) => tasks.filter(isOne).length;
  const counts = {
    success: count(({ error, ended }) => error === undefined && ended !== 'lost'),
    error: count(({ error }) => error !== undefined),
    canceled: count(({ error, ended }) => error === undefined && ended === 'lost'),
    skipped: 0,
  };
  const status = failed !== undefined ? 'error' : counts.canceled > 0 ? 'canceled' : 'success';
  const cause = failed === undefined ? undefined : messageOf(failed.cause ?? '');
  const reason = failed === undefined ? undefined : `${failed.error}: ${cause}`;
  await runLog.end(runId, { status, ended: clock(), ...counts, ...(reason === undefined ? {} : { reason }) });
  const sum = (of: 'delivered' | 'parked') => tasks.reduce((total, task) => total + task[of], 0);
  return {
    status,
    ...counts,
    delivered: sum('delivered'),
    parked: sum('parked'),
    ...(failed?.error === undefined ? {} : { errorName: failed.error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Errors with these names are not the function's own: nothing is known about what it is doing. */
function isSurelyOver({ error }: EndedTask): boolean {
  return error === undefined || !/^(?:Lambda|States)\./.test(error);
}

/** The message in Lambda's description of an error, `{"errorType","errorMessage","trace"}`. */
function messageOf(cause: string): string {
  try {
    const described: unknown = JSON.parse(cause);
    const { errorMessage } = described as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
