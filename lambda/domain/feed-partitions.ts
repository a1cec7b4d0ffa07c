/** A feed has 1 to 99 partitions. */
export const MAX_FEED_PARTITIONS = 99;

/** Digits of the number that tells one feed from another. */
export const FEED_NUMBER_DIGITS = 6;

/**
 * The names of a feed's partitions, in the order of their hash ranges: the feed's number and two digits more (`48291301`), so that an
 * id of one feed names no partition of another.
 */
export function partitionNames(feed: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${feed}${String(index + 1).padStart(2, '0')}`);
}

/** Which of `count` partitions an owner's events go to: equal ranges of its hash, which is a number from 0 to less than 1. */
export function partitionIndex(hash: number, count: number): number {
  return Math.floor(hash * count);
}
