import type { FeedPosition } from '../domain/feed-log.ts';

/** How far a partition has been read at a place. */
export function offsetAt(position: FeedPosition, partition: string): number {
  return position[partition] ?? 0;
}

/** Whether everything up to `first` has been read at `second`, too. */
export function isWithin(first: FeedPosition, second: FeedPosition): boolean {
  return Object.keys(first).every((partition) => offsetAt(first, partition) <= offsetAt(second, partition));
}

/** How many events lie between a place and a later one. */
export function lag(position: FeedPosition, latest: FeedPosition): number {
  return Object.keys(latest).reduce(
    (sum, partition) => sum + Math.max(0, offsetAt(latest, partition) - offsetAt(position, partition)),
    0,
  );
}

/** Partitions that have something behind the place. */
export function partitionsBehind(position: FeedPosition, latest: FeedPosition): readonly string[] {
  return Object.keys(latest).filter(
    (partition) => offsetAt(position, partition) < offsetAt(latest, partition),
  );
}
