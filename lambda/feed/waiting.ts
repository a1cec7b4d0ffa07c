import type { FeedTime } from './ports.ts';

/** What ends a wait of a connection. */
export interface WaitOptions {
  readonly time: FeedTime;
  /** Epoch milliseconds at which it is over anyhow. */
  readonly until: number;
  readonly signal: AbortSignal;
  /** Registers for what is waited for; gives what takes that back. */
  readonly onNews: (callback: () => void) => () => void;
}

/** Waits until there is news, the time has come, or the client has gone: the caller looks which. */
export function newsOrTime({ time, until, signal, onNews }: WaitOptions): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancelTimer();
      cancelNews();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancelTimer = time.timer(Math.max(0, until - time.clock()), done);
    const cancelNews = onNews(done);
    signal.addEventListener('abort', done, { once: true });
  });
}
