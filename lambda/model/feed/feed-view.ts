import type { FeedObject } from '../../domain/feed-log.ts';
import type { FeedSubscription } from '../../domain/feed-subscription.ts';

/** What one reader is shown. Views with the same `key` show the same, so that a frame is encoded once for all of them. */
export interface FeedView {
  readonly key: string;
  /** Types as in `ref.type`. */
  readonly types: ReadonlySet<string>;
  /** The object's body as this reader is shown it; undefined when it is not shown at all. Cheap where all of it is. */
  bodyOf(object: Pick<FeedObject, 'type' | 'body'>): string | undefined;
}

/** What a client that may see `allowed` at most, and has subscribed to `subscription` (undefined: all of that), is shown. */
export function feedView(_allowed: FeedSubscription, _subscription: FeedSubscription | undefined): FeedView {
  return { key: '', types: new Set(), bodyOf: () => undefined };
}
