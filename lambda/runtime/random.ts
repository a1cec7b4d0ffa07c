import { randomInt, randomUUID } from 'node:crypto';

/** A new id that nobody else has: a random UUID in lower case. */
export function randomId(): string {
  return randomUUID();
}

/** An even random integer from 0 to `limit - 1`; `limit` at most 2^48. */
export function randomBelow(limit: number): number {
  return randomInt(limit);
}
