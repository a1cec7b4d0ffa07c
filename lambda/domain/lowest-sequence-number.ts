/**
 * The lowest of some stream records' sequence numbers: where Lambda starts again when these have failed. A record without a number counts
 * as the lowest, so that the whole batch comes again, which loses nothing. Undefined when there are none.
 */
export function lowestSequenceNumber(numbers: readonly (string | undefined)[]): string | undefined {
  return numbers
    .map((number) => number ?? '')
    .reduce<string | undefined>(
      (low, number) => (low === undefined || isBefore(number, low) ? number : low),
      undefined,
    );
}

/** Sequence numbers are decimal integers longer than a double holds; what is no number comes before all. */
function isBefore(number: string, other: string): boolean {
  if (!/^\d+$/.test(number)) return true;
  return /^\d+$/.test(other) && BigInt(number) < BigInt(other);
}
