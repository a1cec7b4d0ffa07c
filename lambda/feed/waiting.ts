import type { FeedTime } from './ports.ts';

export interface WaiterOptions {
  readonly time: FeedTime;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Registers for what is waited for, once; gives what takes that back. */
  readonly onNews: (callback: () => void) => () => void;
}

/**
 * What a connection waits with: for news, for a time, or for the client to go. It may wake for nothing: whoever waits looks again. Timer and listener
 * stay from one wait to the next, for there are many waits, and few that end by them.
 */
export class Waiter {
  readonly #options: WaiterOptions;
  #resolve: (() => void) | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #disarm: () => void = () => {};
  #forget: () => void = () => {};
  readonly #wake = (): void => {
    this.#resolve?.();
    this.#resolve = undefined;
  };

  constructor(options: WaiterOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', this.#wake);
  }

  /** At the latest at `until`, epoch milliseconds. */
  wait(until: number): Promise<void> {
    if (this.#options.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#forget = this.#options.onNews(this.#wake);
      if (until < this.#armedFor) this.#arm(until);
    });
  }

  /** Nothing of it is left. */
  close(): void {
    this.#disarm();
    this.#forget();
    this.#options.signal.removeEventListener('abort', this.#wake);
  }

  #arm(until: number): void {
    const { clock, timer } = this.#options.time;
    this.#disarm();
    this.#armedFor = until;
    this.#disarm = timer(Math.max(0, until - clock()), () => {
      this.#armedFor = Number.POSITIVE_INFINITY;
      this.#wake();
    });
  }
}
