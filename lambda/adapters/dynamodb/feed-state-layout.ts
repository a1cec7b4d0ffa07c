import type { Item } from './attribute-value.ts';

/** The feed's state table: what is little and lasts. All keys are strings. */
export const FEED_STATE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Of the ends row: how often a subscription has been changed. */
  subscriptionsVersion: 'subscriptions_version',
} as const;

/** The one row that idle readers read: the latest offset of each partition, and `subscriptionsVersion`. */
export const ENDS_KEY: Item = {
  [FEED_STATE.partitionKey]: { S: 'ends' },
  [FEED_STATE.sortKey]: { S: 'ends' },
};

/** Where a client's subscription lies. */
export function subscriptionKey(clientId: string): Item {
  return {
    [FEED_STATE.partitionKey]: { S: `subscription#${clientId}` },
    [FEED_STATE.sortKey]: { S: 'subscription' },
  };
}
