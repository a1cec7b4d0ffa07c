import type { FeedEnds, FeedPosition, LoggedEvent } from '../domain/feed-log.ts';

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

/**
 * Of a page, what the ends tell of. What came later may have been logged after a subscription was changed that these ends do not know of yet.
 */
export function upTo(
  latest: FeedPosition,
  partition: string,
  events: readonly LoggedEvent[],
): readonly LoggedEvent[] {
  const last = offsetAt(latest, partition);
  return (events.at(-1)?.offset ?? 0) <= last ? events : events.filter(({ offset }) => offset <= last);
}

/** Whether ends were read before others of the same feed. */
export function isOlder(ends: FeedEnds, other: FeedEnds): boolean {
  const partitions = Object.keys(other.latest);
  if (!partitions.every((partition) => partition in ends.latest)) return false;
  return (
    ends.subscriptionsVersion < other.subscriptionsVersion ||
    partitions.some((partition) => offsetAt(ends.latest, partition) < offsetAt(other.latest, partition))
  );
}
