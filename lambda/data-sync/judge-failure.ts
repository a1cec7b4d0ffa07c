import type { DeliveryFailure } from './ports.ts';

/** What to do about a message that was not taken. */
export type FailureVerdict =
  /** The run fails; everything stays queued, and the next run starts with it. */
  | { readonly do: 'stop' }
  /** The same again after `afterMs`; nothing at all is sent for `pauseMs` (0: other customers go on). */
  | { readonly do: 'retry'; readonly afterMs: number; readonly pauseMs: number }
  /** Out of the way, whole, for an operator; the customer's next message follows. */
  | { readonly do: 'park' };

export interface JudgeOptions {
  /** `stop` is the seed's rule: anything but 200 fails the run. `park`: try again, then go on without it. */
  readonly mode: 'stop' | 'park';
  /** Tries of one message before it is parked. */
  readonly maxAttempts: number;
  /** Failures in a row, of whatever messages, after which the receiver counts as down. */
  readonly breakerThreshold: number;
  /** How long a receiver that counts as down is left alone before one message is tried. */
  readonly breakerPauseMs: number;
  /** Messages tried in vain on a receiver that counts as down before the run fails. */
  readonly breakerProbes: number;
  /** Milliseconds to wait after try number `attempt`. */
  readonly backoffMs: (attempt: number) => number;
}

/** What is known when a message was not taken. */
export interface FailureContext {
  readonly failure: DeliveryFailure;
  /** Which try of the message it was, from 1. */
  readonly attempt: number;
  /** Failures since anything was last delivered, this one included. */
  readonly failuresInARow: number;
  /** Those among them that were tried while the receiver already counted as down. */
  readonly failedProbes: number;
}

/** The receiver's word for it that the message itself is at fault: no use in sending it again (RFC 9110, 15.5). */
const OF_THE_MESSAGE = new Set([400, 404, 405, 406, 409, 410, 411, 413, 414, 415, 422]);
/** Of no message: credentials, too much at once, a gateway with nothing behind it. */
const OF_THE_RECEIVER = new Set([401, 403, 408, 425, 429, 502, 503, 504]);

/**
 * Decides about failures, the one place that does. A message is parked for what may be its own fault only; who refuses
 * everything counts as down, and is asked with one message at a time until it takes one or the run fails.
 */
export function judgeFailure(options: JudgeOptions, about: FailureContext): FailureVerdict {
  const { failure, attempt, failuresInARow, failedProbes } = about;
  if (options.mode === 'stop') return { do: 'stop' };
  const down = failuresInARow >= options.breakerThreshold;
  const blame = blameOf(failure);
  if (blame === 'message' && !down) return { do: 'park' };
  if (blame !== 'receiver' && attempt >= options.maxAttempts) return { do: 'park' };
  if (failedProbes >= options.breakerProbes) return { do: 'stop' };
  const pauseMs = failure.retryAfterMs ?? (down ? options.breakerPauseMs : 0);
  return { do: 'retry', afterMs: pauseMs + options.backoffMs(attempt), pauseMs };
}

/** An answer that did not come, or says nothing, may be either's fault. */
function blameOf({ stage, status }: DeliveryFailure): 'message' | 'receiver' | 'either' {
  if (stage === 'timeout') return 'either';
  if (stage !== 'response') return 'receiver';
  if (status === undefined) return 'either';
  if (OF_THE_MESSAGE.has(status)) return 'message';
  return OF_THE_RECEIVER.has(status) ? 'receiver' : 'either';
}
