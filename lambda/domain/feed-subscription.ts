/** What a client asks to be shown, or may be shown at most. */
export interface FeedSubscription {
  /** Types as in `ref.type`: `Account`, `Plan_Instance`; what they refer to comes with them. Null: every type. */
  readonly objects: readonly string[] | null;
  /** By type, the members of the object that are shown; a type that is not named is shown whole. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** Every type, whole: what holds where nothing else is said. */
export const EVERYTHING: FeedSubscription = { objects: null, fields: {} };

/** What clients have subscribed to. */
export interface SubscriptionStore {
  /** As it was last put; undefined for a client that has put none. Sees every put that ended before it. */
  find(clientId: string): Promise<FeedSubscription | undefined>;
  /** Replaces a client's. `subscriptionsVersion` of the feed's ends grows in the same transaction. May be repeated. */
  put(clientId: string, subscription: FeedSubscription): Promise<void>;
}
