import type { JobRuns } from '../../data-sync-admin/ports.ts';
import type { Clock } from '../../domain/clock.ts';

type End = NonNullable<Awaited<ReturnType<JobRuns['endOf']>>>;

/** Executions in memory, which run until they are stopped or `finish` ends them. */
export class MemoryJobRuns implements JobRuns {
  readonly #ends = new Map<string, End | undefined>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async start(runId: string): Promise<string> {
    const execution = `execution:${runId}`;
    this.#ends.set(execution, undefined);
    return execution;
  }

  async stop(execution: string): Promise<void> {
    this.finish(execution, 'canceled');
  }

  async endOf(execution: string): Promise<End | undefined> {
    return this.#ends.has(execution) ? this.#ends.get(execution) : { how: 'error' };
  }

  /** The execution comes to its end. */
  finish(execution: string, how: End['how']): void {
    this.#ends.set(execution, this.#ends.get(execution) ?? { how, at: this.#clock() });
  }
}
