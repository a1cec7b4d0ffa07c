/**
 * Whether the receiver counts as down: so many failures in a row, of whatever messages. It is then asked with one
 * message at a time; the first that is delivered closes the breaker.
 */
export class Breaker {
  readonly #threshold: number;
  #failuresInARow = 0;
  #failedProbes = 0;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** Whether only one message at a time may be tried. */
  get isOpen(): boolean {
    return this.#failuresInARow >= this.#threshold;
  }

  /** Something was delivered. */
  delivered(): void {
    this.#failuresInARow = 0;
    this.#failedProbes = 0;
  }

  /** Counts a failure; `probe`: of a message that was sent while the breaker was open. Gives the counts since the last delivery. */
  failed(probe: boolean): { readonly failuresInARow: number; readonly failedProbes: number } {
    this.#failuresInARow += 1;
    if (probe) this.#failedProbes += 1;
    return { failuresInARow: this.#failuresInARow, failedProbes: this.#failedProbes };
  }
}
