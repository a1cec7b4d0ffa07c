import type { RunLog } from '../../data-sync/ports.ts';
import type { RunMonitor } from '../../data-sync-admin/ports.ts';
import type { Clock } from '../../domain/clock.ts';
import {
  type SyncRun,
  type SyncRunEnd,
  type SyncRunStart,
  type SyncTaskCounts,
  sumCustomers,
} from '../../domain/sync-run.ts';

interface Entry {
  run: SyncRun;
  readonly counts: Map<number, SyncTaskCounts>;
}

/** The job monitor in memory. */
export class MemorySyncRuns implements RunLog, RunMonitor {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async begin(start: SyncRunStart): Promise<void> {
    const known = this.#entries.get(start.runId);
    const none = { success: 0, error: 0, canceled: 0, skipped: 0, delivered: 0, parked: 0 };
    const run: SyncRun = { ...start, status: 'running', ...none, ...known?.run, execution: start.execution };
    this.#entries.set(start.runId, { run, counts: known?.counts ?? new Map() });
  }

  async count(runId: string, counts: SyncTaskCounts): Promise<void> {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    entry.counts.set(counts.worker, counts);
    const all = [...entry.counts.values()];
    const sum = (of: 'delivered' | 'parked') => all.reduce((total, one) => total + one[of], 0);
    const customers = all.flatMap((one) => one.customers ?? []);
    entry.run = {
      ...entry.run,
      delivered: sum('delivered'),
      parked: sum('parked'),
      ...(customers.length > 0 && { customers: sumCustomers(customers) }),
    };
  }

  async end(runId: string, end: SyncRunEnd): Promise<void> {
    const entry = this.#entries.get(runId);
    if (entry !== undefined && entry.run.status !== 'canceled') entry.run = { ...entry.run, ...end };
  }

  async cancel(runId: string): Promise<void> {
    const entry = this.#entries.get(runId);
    if (entry?.run.status !== 'running') return;
    entry.run = { ...entry.run, status: 'canceled', ended: this.#clock(), canceled: entry.run.tasks };
  }

  async isCanceled(runId: string): Promise<boolean> {
    return this.#entries.get(runId)?.run.status === 'canceled';
  }

  async find(runId: string): Promise<SyncRun | undefined> {
    return this.#entries.get(runId)?.run;
  }

  async latest(task: string): Promise<SyncRun | undefined> {
    const ids = [...this.#entries.keys()].sort().reverse();
    const runs = ids.flatMap((runId) => this.#entries.get(runId)?.run ?? []);
    return runs.find((run) => run.task === task);
  }

  async list({ limit, before }: { limit: number; before?: string }): Promise<readonly SyncRun[]> {
    const latestFirst = [...this.#entries.keys()].sort().reverse();
    const after = latestFirst.filter((runId) => before === undefined || runId < before);
    return after.slice(0, limit).flatMap((runId) => this.#entries.get(runId)?.run ?? []);
  }
}
