import { LANES } from '../domain/sync-row.ts';

/** Workers that there can be, whatever the setting says now: a new run looks whether any of them still holds a lease. */
export const MAX_WORKERS = 8;

/** The lanes of worker `worker` of `workers`: every lane is exactly one worker's. */
export function workerLanes(worker: number, workers: number): readonly number[] {
  return Array.from({ length: LANES }, (_, lane) => lane).filter((lane) => lane % workers === worker);
}
