import type { DeliveryOutcome, Receiver } from '../../data-sync/ports.ts';
import type { Clock } from '../../domain/clock.ts';
import { excerptOf } from '../../domain/excerpt.ts';
import { retryAfterMs } from '../../domain/retry-after.ts';
import type { SyncMessage } from '../../domain/sync-message.ts';

/** An answer to one delivery; 401 stands for a receiver that refuses the new token, too. */
export interface ScriptedAnswer {
  readonly status: number;
  /** As in the header `Retry-After`. */
  readonly retryAfter?: string;
  readonly body?: string;
}

const MAX_RETRY_AFTER_MS = 15 * 60 * 1000;

/** A receiver that keeps what it got, in order, and answers as its script says; 200 once that is at its end. */
export class MemoryReceiver implements Receiver {
  /** The messages of each delivery, whatever it was answered. */
  readonly got: (readonly SyncMessage[])[] = [];
  readonly #script: ScriptedAnswer[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds to the script. */
  respond(...answers: readonly ScriptedAnswer[]): void {
    this.#script.push(...answers);
  }

  async deliver(messages: readonly SyncMessage[]): Promise<DeliveryOutcome> {
    this.got.push(messages);
    const { status, retryAfter, body = '' } = this.#script.shift() ?? { status: 200 };
    if (status === 200) return { outcome: 'delivered', status, ms: 0 };
    const limits = { now: this.#clock(), maxMs: MAX_RETRY_AFTER_MS };
    const waitMs = retryAfter === undefined ? undefined : retryAfterMs(retryAfter, limits);
    const excerpt = excerptOf(body);
    return {
      outcome: 'failed',
      stage: 'response',
      status,
      ms: 0,
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      ...(excerpt === '' ? {} : { excerpt }),
    };
  }
}
