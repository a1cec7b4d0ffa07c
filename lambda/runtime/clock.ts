import type { Clock } from '../domain/clock.ts';

/** The time of the machine. */
export const systemClock: Clock = () => Date.now();
