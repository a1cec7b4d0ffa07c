import { allowedTo, type FeedPermissions } from '../domain/feed-permissions.ts';
import type { SubscriptionStore } from '../domain/feed-subscription.ts';
import { type FeedView, feedView } from '../model/feed/feed-view.ts';
import type { FeedViews } from './ports.ts';

export interface ClientViewsOptions {
  readonly subscriptions: Pick<SubscriptionStore, 'find'>;
  /** What clients may see at most. */
  readonly permissions: FeedPermissions;
}

/** What clients are shown, read once for all connections of a client. Forgets what it could not read. */
export class ClientViews implements FeedViews {
  readonly #options: ClientViewsOptions;
  readonly #known = new Map<string, { readonly version: number; readonly view: Promise<FeedView> }>();

  constructor(options: ClientViewsOptions) {
    this.#options = options;
  }

  async of(clientId: string, version: number): Promise<FeedView> {
    const known = this.#known.get(clientId);
    if (known?.version === version) return known.view;
    const view = this.#read(clientId);
    this.#known.set(clientId, { version, view });
    try {
      return await view;
    } catch (error) {
      if (this.#known.get(clientId)?.view === view) this.#known.delete(clientId);
      throw error;
    }
  }

  async #read(clientId: string): Promise<FeedView> {
    const { subscriptions, permissions } = this.#options;
    return feedView(allowedTo(permissions, clientId), await subscriptions.find(clientId));
  }
}
