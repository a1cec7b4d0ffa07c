import type { FeedTime } from '../lambda/feed/ports.ts';

/** The machine's clock and timers. */
export const systemTime: FeedTime = {
  clock: Date.now,
  timer: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
