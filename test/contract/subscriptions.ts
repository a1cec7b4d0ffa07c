import { EVERYTHING, type SubscriptionStore } from '../../lambda/domain/feed-subscription.ts';

/** A store without subscriptions, and the version that the feed's ends show. */
export interface SubscriptionsUnderTest {
  readonly store: SubscriptionStore;
  version(): number;
}

/** What every store of subscriptions must do. */
export function subscriptionsContract(open: () => SubscriptionsUnderTest): void {
  const wanted = {
    objects: ['Account', 'Plan_Instance'],
    fields: { Account: ['account_no', 'status'], Order: [] },
  };

  it('knows none of a client that has put none', async () => {
    const { store } = open();
    await store.put('warehouse', wanted);
    expect(await store.find('partner')).toBeUndefined();
    expect(await store.find('')).toBeUndefined();
  });

  it('gives back what was put last, and nothing of what was before', async () => {
    const { store } = open();
    await store.put('warehouse', wanted);
    expect(await store.find('warehouse')).toEqual(wanted);
    await store.put('warehouse', EVERYTHING);
    expect(await store.find('warehouse')).toEqual(EVERYTHING);
  });

  it('lets the version grow with each put, whoever puts', async () => {
    const { store, version } = open();
    const seen = [version()];
    for (const client of ['warehouse', 'partner', 'warehouse']) {
      await store.put(client, wanted);
      seen.push(version());
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  });

  it('keeps clients apart, whatever they are called', async () => {
    const { store } = open();
    const names = ['a', 'a#', '#a', 'subscription#a', 'ends', 'Ä "\\'];
    for (const name of names) await store.put(name, { objects: [name], fields: {} });
    for (const name of names) expect(await store.find(name)).toEqual({ objects: [name], fields: {} });
  });
}
