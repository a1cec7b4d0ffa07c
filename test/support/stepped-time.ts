interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** A clock that stands still while code runs and jumps to the next thing that is due when nothing else is left to do. */
export class SteppedTime {
  /** Epoch milliseconds. */
  now: number;
  private alarms: Alarm[] = [];

  constructor(now: number) {
    this.now = now;
  }

  readonly clock = (): number => this.now;

  /** As a Timer: calls back once, unless cancelled by what it returns. */
  readonly timer = (delayMs: number, ring: () => void): (() => void) => {
    const alarm = { at: this.now + Math.max(0, delayMs), ring };
    const position = this.alarms.findIndex(({ at }) => at > alarm.at);
    this.alarms.splice(position === -1 ? this.alarms.length : position, 0, alarm);
    return () => {
      this.alarms = this.alarms.filter((other) => other !== alarm);
    };
  };

  readonly wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => void this.timer(delayMs, resolve));

  /** Lets time pass until the promise is settled. Throws when nothing is due that could settle it. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const stop = () => {
      settled = true;
    };
    promise.then(stop, stop);
    await allElse();
    while (!settled) {
      const next = this.alarms.shift();
      if (next === undefined) throw new Error('nothing is due, and still it has not ended');
      this.now = Math.max(this.now, next.at);
      next.ring();
      await allElse();
    }
    return promise;
  }
}

/** After this, every promise that could go on has. */
function allElse(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
