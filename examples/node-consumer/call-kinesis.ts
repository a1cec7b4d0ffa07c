import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;

const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'KMSThrottlingException',
  'ThrottlingException',
]);

/**
 * Makes a call until it succeeds: throttling, faults of the service and of the network are tried again, after a random
 * time up to a bound that doubles from 0.25 to 10 s. Throws what trying again cannot mend, such as missing rights.
 * Resolves to undefined when `signal` ends it.
 */
export async function callKinesis<T>(
  call: (options: { abortSignal: AbortSignal }) => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      return await call({ abortSignal: signal });
    } catch (error) {
      if (signal.aborted) break;
      if (!isTransient(error)) throw error;
      const bound = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10));
      const waitMs = Math.ceil(FIRST_RETRY_MS + Math.random() * bound);
      if (failures >= 3) console.error(`${describe(error)}; trying again in ${waitMs} ms`);
      await pause(waitMs, signal);
    }
  }
  return undefined;
}

/** Waits, but not longer than until `signal` is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** Whether the error has this name: the AWS SDK tells its errors apart by it. */
export function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

/** A failed call in one line: its name says more than its message, and the other way round. */
export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (THROTTLED.has(error.name)) return true;
  const status =
    '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode : undefined;
  if (status !== undefined) return status >= 500;
  // No answer came at all: the connection was refused, reset or timed out.
  return 'code' in error || error.name === 'TimeoutError';
}
