import { AppError } from '../domain/app-error.ts';
import type { SyncTaskCounts } from '../domain/sync-run.ts';
import { DeliveryFailed } from './delivery-failed.ts';
import { type DrainPorts, type DrainResult, drain } from './drain.ts';
import { type JobSettings, judgeOptions, leaseMs } from './job-settings.ts';
import type { Lease, Leases, RunLog } from './ports.ts';
import { workerLanes } from './worker-lanes.ts';

/** What a turn needs. */
export interface TurnPorts extends DrainPorts {
  readonly runLog: RunLog;
  /** Numbers from 0 to less than 1. */
  readonly random: () => number;
}

/** A worker's turn in a run, and what the worker has done in it before. */
export interface TurnRequest extends SyncTaskCounts {
  readonly runId: string;
  /** Workers of the run. */
  readonly workers: number;
  readonly from: 'progress' | 'pending';
  /** Epoch milliseconds at which it takes no more. */
  readonly until: number;
}

/** How a turn ended, and what the worker has done in the run so far. `lost`: another run has its lease, or it was canceled. */
export interface TurnResult extends SyncTaskCounts {
  readonly ended: 'empty' | 'time' | 'lost';
}

/**
 * One turn of a worker that has, or gets, its lease. Throws DeliveryFailed for a failure that ends the run; what else it throws came from
 * the queues or leases. Whatever happens, nothing is lost, and a turn may be taken again.
 */
export async function takeTurn(
  ports: TurnPorts,
  settings: JobSettings,
  request: TurnRequest,
): Promise<TurnResult> {
  const { runId, worker } = request;
  const lost = { worker, delivered: request.delivered, parked: request.parked, ended: 'lost' } as const;
  const lease = await ports.leases.acquire({ runId, worker, forMs: leaseMs(settings) });
  if (lease === undefined) return lost;
  if (await ports.runLog.isCanceled(runId)) return releasing(ports.leases, lease, lost);
  const leases = heldUntilCanceled(ports, runId);
  const result = await lostIfTaken(
    drain({ ...ports, leases }, drainRequest(settings, { ...request, lease, random: ports.random })),
  );
  const counts = {
    worker,
    delivered: request.delivered + result.delivered,
    parked: request.parked + result.parked,
  };
  await ports.runLog.count(runId, counts);
  // Whoever stopped the run has ended the states behind this one, too: nobody else gives the lease back.
  if (await ports.runLog.isCanceled(runId))
    return releasing(ports.leases, lease, { ...counts, ended: 'lost' });
  if (result.failure !== undefined) throw new DeliveryFailed(result.failure);
  if (result.ended === 'lease') return { ...counts, ended: 'lost' };
  return { ...counts, ended: result.ended === 'time' ? 'time' : 'empty' };
}

function drainRequest(
  settings: JobSettings,
  { lease, worker, workers, from, until, random }: TurnRequest & { lease: Lease; random: () => number },
) {
  return {
    lease,
    leaseMs: leaseMs(settings),
    lanes: workerLanes(worker, workers),
    from,
    concurrency: settings.DataSyncConcurrency,
    batchSize: settings.DataSyncBatchSize,
    messagesPerRequest: settings.DataSyncMessagesPerRequest,
    requestTimeoutMs: settings.DataSyncRequestTimeoutMs,
    until,
    failures: judgeOptions(settings, random),
  };
}

/** A canceled run is not renewed: its workers let what is in flight end, and stop. */
function heldUntilCanceled({ leases, runLog }: TurnPorts, runId: string): Leases {
  return {
    acquire: (request) => leases.acquire(request),
    renew: async (lease, forMs) =>
      (await runLog.isCanceled(runId)) ? undefined : leases.renew(lease, forMs),
    release: (lease) => leases.release(lease),
  };
}

async function releasing(leases: Leases, lease: Lease, result: TurnResult): Promise<TurnResult> {
  await leases.release(lease);
  return result;
}

/** What a queue refuses because of the lease is no failure of this run's doing. */
async function lostIfTaken(draining: Promise<DrainResult>): Promise<DrainResult> {
  try {
    return await draining;
  } catch (error) {
    if (error instanceof AppError && error.code === 'LEASE_LOST')
      return { ended: 'lease', delivered: 0, parked: 0 };
    throw error;
  }
}
