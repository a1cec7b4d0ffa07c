import { setTimeout as pause } from 'node:timers/promises';
import { LocalError } from './local-error.ts';

const POLL_MS = 100;
const WITHIN_MS = 60_000;

export interface UntilOptions {
  /** What a failure says: `The import did not end`. */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
}

/** Looks again and again until something is seen. Throws LocalError when that takes longer than a minute. */
export async function until<T>(
  { what, signal }: UntilOptions,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    signal?.throwIfAborted();
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw new LocalError(`${what} within ${WITHIN_MS / 1000} seconds.`);
    await pause(POLL_MS);
  }
}
