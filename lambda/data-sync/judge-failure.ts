import type { DeliveryFailure } from './ports.ts';

/** What to do about a message that was not taken. */
export type FailureVerdict =
  /** The run fails; everything stays queued, and the next run starts with it. */
  | { readonly do: 'stop' }
  /** The same again after so long; `everyone`: nothing else is sent meanwhile either. */
  | { readonly do: 'retry'; readonly afterMs: number; readonly everyone: boolean }
  /** Out of the way, whole, for an operator; the customer's next message follows. */
  | { readonly do: 'park' };

export interface JudgeOptions {
  /** `stop` is the seed's rule: anything but 200 fails the run. `park`: try again, then go on without it. */
  readonly mode: 'stop' | 'park';
  /** Tries of one message before it is parked. */
  readonly maxAttempts: number;
  /** Failures in a row, of whatever messages, after which the receiver counts as down. */
  readonly breakerThreshold: number;
  /** How long a receiver that counts as down is left alone. */
  readonly breakerPauseMs: number;
  /** Milliseconds to wait before try number `attempt`. */
  readonly backoffMs: (attempt: number) => number;
}

/** The receiver's word for it that the message itself is at fault: no use in sending it again (RFC 9110, 15.5). */
const HOPELESS = new Set([400, 404, 405, 406, 409, 410, 411, 413, 414, 415, 422]);

/** Decides about failures, the one place that does. `failuresInARow` counts failures since anything was last delivered. */
export function judgeFailure(
  options: JudgeOptions,
  about: { readonly failure: DeliveryFailure; readonly attempt: number; readonly failuresInARow: number },
): FailureVerdict {
  const { failure, attempt, failuresInARow } = about;
  if (options.mode === 'stop') return { do: 'stop' };
  if (failuresInARow >= options.breakerThreshold)
    return { do: 'retry', afterMs: failure.retryAfterMs ?? options.breakerPauseMs, everyone: true };
  if (failure.retryAfterMs !== undefined)
    return { do: 'retry', afterMs: failure.retryAfterMs, everyone: true };
  const hopeless = failure.status !== undefined && HOPELESS.has(failure.status);
  if (hopeless || attempt >= options.maxAttempts) return { do: 'park' };
  return { do: 'retry', afterMs: options.backoffMs(attempt), everyone: false };
}
