export interface RetryDelayOptions {
  /** How often it has been tried: 1 after the first failure. */
  readonly attempt: number;
  readonly baseMs: number;
  readonly capMs: number;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
}

/** Milliseconds to wait before the next try: anything from 0 to the cap that doubles with each try ("full jitter"). */
export function retryDelay({ attempt, baseMs, capMs, random }: RetryDelayOptions): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** (attempt - 1)));
}
