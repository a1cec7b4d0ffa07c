import { AppError } from '../domain/app-error.ts';
import { EVERYTHING, type FeedSubscription, type SubscriptionStore } from '../domain/feed-subscription.ts';
import type { JsonObject } from '../domain/json.ts';
import { checkSubscription } from '../model/feed/check-subscription.ts';
import { feedView } from '../model/feed/feed-view.ts';

/** A client, and what it may see at most. */
export interface FeedClient {
  readonly clientId: string;
  readonly allowed: FeedSubscription;
}

/** What a client is shown, and what it said itself. */
export async function readSubscription(store: SubscriptionStore, client: FeedClient): Promise<JsonObject> {
  return shown(client, await store.find(client.clientId));
}

/** Replaces what a client is shown by what a checked request says; answers as `readSubscription`. Throws VALIDATION_FAILED. */
export async function changeSubscription(
  store: SubscriptionStore,
  client: FeedClient,
  request: JsonObject,
): Promise<JsonObject> {
  const wanted = { ...EVERYTHING, ...request } as FeedSubscription;
  const subscription: FeedSubscription = {
    objects: wanted.objects && once(wanted.objects),
    fields: Object.fromEntries(Object.entries(wanted.fields).map(([type, names]) => [type, once(names)])),
  };
  const errors = checkSubscription(subscription, client.allowed);
  if (errors.length > 0)
    throw new AppError('VALIDATION_FAILED', 'the subscription names what is not there: see errors', {
      errors,
    });
  await store.put(client.clientId, subscription);
  return shown(client, subscription);
}

function once(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function shown({ allowed }: FeedClient, subscription: FeedSubscription | undefined): JsonObject {
  const { objects, fields } = subscription ?? EVERYTHING;
  return {
    objects,
    fields,
    shown: [...feedView(allowed, subscription).types],
    available: [...feedView(allowed, undefined).types],
  };
}
