import type { FeedSubscription, SubscriptionStore } from '../../domain/feed-subscription.ts';

/** Subscriptions in memory. */
export class MemorySubscriptions implements SubscriptionStore {
  readonly #subscriptions = new Map<string, FeedSubscription>();
  readonly #bumpVersion: () => void;

  /** `bumpVersion` makes the feed's `subscriptionsVersion` grow. */
  constructor(bumpVersion: () => void) {
    this.#bumpVersion = bumpVersion;
  }

  async find(clientId: string): Promise<FeedSubscription | undefined> {
    return this.#subscriptions.get(clientId);
  }

  async put(clientId: string, subscription: FeedSubscription): Promise<void> {
    this.#subscriptions.set(clientId, subscription);
    this.#bumpVersion();
  }
}
