import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import type { JsonObject } from '../domain/json.ts';
import { shownRun } from '../domain/shown-run.ts';
import { SYNC_RUN_ID, type SyncRun, syncRunId } from '../domain/sync-run.ts';
import type { JobRuns, RunMonitor } from './ports.ts';

/** What runs are started, seen and stopped with. */
export interface RunPorts {
  readonly jobs: JobRuns;
  readonly monitor: RunMonitor;
  readonly clock: Clock;
}

/** Runs that GET /data-sync/runs lists. */
const LISTED = 100;
/** An execution that has just ended may be about to say so itself. */
const GRACE_MS = 60_000;

/** Starts a run; answers with it as it begins. `suffix` tells it from others of the same millisecond. */
export async function startRun({ jobs, clock }: RunPorts, suffix: string): Promise<JsonObject> {
  const started = clock();
  const runId = syncRunId(started, suffix);
  const execution = await jobs.start(runId);
  const none = { tasks: 0, success: 0, error: 0, canceled: 0, skipped: 0, delivered: 0, parked: 0 };
  return shownRun({ runId, status: 'running', started, startedBy: 'request', execution, ...none });
}

/** The latest runs. One whose execution ended without saying so, as when somebody stopped it in the console, is closed here. */
export async function listRuns(ports: RunPorts): Promise<JsonObject> {
  const runs = await ports.monitor.list({ limit: LISTED });
  const checked = await Promise.all(
    runs.map((run) => (run.status === 'running' ? settled(ports, run) : run)),
  );
  return { runs: checked.map(shownRun) };
}

/**
 * Stops a run: its workers let what is in flight end, and give their leases back. Nothing happens when it has ended. Throws NOT_FOUND.
 */
export async function stopRun({ jobs, monitor }: RunPorts, runId: string): Promise<JsonObject> {
  const run = SYNC_RUN_ID.test(runId) ? await monitor.find(runId) : undefined;
  if (run === undefined) throw new AppError('NOT_FOUND', 'there is no such run');
  if (run.status === 'running') {
    // In this order: a worker that looks in between finds out.
    await monitor.cancel(runId);
    await jobs.stop(run.execution);
  }
  return shownRun((await monitor.find(runId)) ?? run);
}

async function settled({ jobs, monitor, clock }: RunPorts, run: SyncRun): Promise<SyncRun> {
  const end = await jobs.endOf(run.execution);
  const ended = end?.at ?? run.started;
  if (end === undefined || clock() - ended < GRACE_MS) return run;
  const counts = { success: 0, error: 0, canceled: 0, skipped: 0, [end.how]: run.tasks };
  await monitor.end(run.runId, {
    status: end.how,
    ended,
    ...counts,
    reason: 'the execution ended by itself',
  });
  return (await monitor.find(run.runId)) ?? run;
}
