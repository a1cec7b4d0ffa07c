/** Lets everything that can go on without time passing go on a little. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** So many turns nothing but waiting must have happened before time passes. */
const IDLE_TURNS = 4;

/** Time that passes at once when all wait for it: whoever sleeps shortest wakes first. */
export class VirtualTime {
  /** Epoch milliseconds. */
  now: number;
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  #passing = false;

  constructor(now: number) {
    this.now = now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ until: this.now + ms, wake });
      if (!this.#passing) void this.#pass();
    });
  }

  async #pass(): Promise<void> {
    this.#passing = true;
    while (this.#sleepers.length > 0) {
      for (let turn = 0; turn < IDLE_TURNS; turn++) await nextTurn();
      const [first, ...others] = this.#sleepers.toSorted((a, b) => a.until - b.until);
      this.#sleepers = others;
      this.now = Math.max(this.now, first?.until ?? 0);
      first?.wake();
    }
    this.#passing = false;
  }
}
