import type { Clock } from '../domain/clock.ts';
import type { SyncRunStart } from '../domain/sync-run.ts';
import { currentSettings, leaseMs } from './job-settings.ts';
import type { Lease, Leases, RunLog, SettingsReader } from './ports.ts';
import { MAX_WORKERS } from './worker-lanes.ts';

/** What beginning a run needs. */
export interface BeginRunPorts {
  readonly settings: SettingsReader;
  readonly leases: Leases;
  readonly runLog: RunLog;
  readonly clock: Clock;
}

/** A run that is to begin, or to go on in another execution: then with as many workers as it began with. */
export type BeginRunRequest = Omit<SyncRunStart, 'tasks'> & { readonly workers?: number };

/** Whether the run may send, and with how many workers. */
export type BegunRun =
  | { readonly acquired: true; readonly workers: number }
  | { readonly acquired: false; readonly reason: string };

/**
 * Takes the lease of every worker for a run, or of none: while another run has any of them, this one is skipped, which the job
 * monitor shows. May be repeated.
 */
export async function beginRun(ports: BeginRunPorts, request: BeginRunRequest): Promise<BegunRun> {
  const settings = await currentSettings(ports.settings);
  const { workers = settings.DataSyncWorkers, ...start } = request;
  // Where nothing is to be done, a schedule that goes on leaves no trace.
  if (!settings.DataSyncEnabled && start.startedBy === 'schedule')
    return { acquired: false, reason: 'DataSyncEnabled is false' };
  await ports.runLog.begin({ ...start, tasks: workers });
  const reason = settings.DataSyncEnabled
    ? await acquireAll(ports.leases, { runId: start.runId, workers, forMs: leaseMs(settings) })
    : 'DataSyncEnabled is false';
  if (reason === undefined) return { acquired: true, workers };
  await ports.runLog.end(start.runId, {
    status: 'skipped',
    ended: ports.clock(),
    success: 0,
    error: 0,
    canceled: 0,
    skipped: workers,
    reason,
  });
  return { acquired: false, reason };
}

/**
 * Why not all could be had; undefined when they could. More leases are asked for than there are workers: a run that began with more
 * workers, and still sends with the last of them, is seen.
 */
async function acquireAll(
  leases: Leases,
  { runId, workers, forMs }: { readonly runId: string; readonly workers: number; readonly forMs: number },
): Promise<string | undefined> {
  const held: Lease[] = [];
  for (let worker = 0; worker < MAX_WORKERS; worker += 1) {
    const lease = await leases.acquire({ runId, worker, forMs });
    if (lease === undefined) {
      for (const other of held) await leases.release(other);
      return 'another run is sending';
    }
    held.push(lease);
  }
  for (const spare of held.slice(workers)) await leases.release(spare);
  return undefined;
}
