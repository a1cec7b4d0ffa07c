import { MemorySubscriptions } from '../../lambda/adapters/memory/memory-subscriptions.ts';
import { EVERYTHING } from '../../lambda/domain/feed-subscription.ts';
import { changeSubscription, readSubscription } from '../../lambda/feed-admin/change-subscription.ts';
import { FEED_TYPES } from '../../lambda/model/feed/feed-type.ts';
import { feedView } from '../../lambda/model/feed/feed-view.ts';
import {
  FEED_SUBSCRIPTION_ANSWER,
  FEED_SUBSCRIPTION_REQUEST,
} from '../../lambda/model/feed-admin-requests.ts';
import { validate } from '../../lambda/model/validate.ts';

function setUp() {
  let version = 0;
  const store = new MemorySubscriptions(() => {
    version += 1;
  });
  return { store, version: () => version };
}

const WAREHOUSE = { clientId: 'warehouse', allowed: EVERYTHING };
const ALL = FEED_TYPES.map(({ name }) => name);

describe('a subscription', () => {
  it('is, until the client puts one, to all that it may see', async () => {
    const { store } = setUp();
    const partner = { clientId: 'partner', allowed: { objects: ['Order', 'Contact'], fields: {} } };
    const answer = await readSubscription(store, partner);
    expect(answer).toEqual({
      objects: null,
      fields: {},
      shown: ['Order', 'Contact'],
      available: ['Order', 'Contact'],
    });
    expect(validate(FEED_SUBSCRIPTION_ANSWER, answer)).toEqual([]);
  });

  it('is what the client put, with what comes of it, and is told to open connections', async () => {
    const { store, version } = setUp();
    const request = { objects: ['Contact', 'Contact'], fields: { Contact: ['email', 'email'] } };
    expect(validate(FEED_SUBSCRIPTION_REQUEST, request)).toEqual([]);
    const answer = await changeSubscription(store, WAREHOUSE, request);
    expect(answer).toMatchObject({ objects: ['Contact'], fields: { Contact: ['email'] }, available: ALL });
    expect(answer.shown).toContain('Contact');
    expect(await readSubscription(store, WAREHOUSE)).toEqual(answer);
    expect(version()).toBe(1);
  });

  it('is to everything again after an empty request', async () => {
    const { store } = setUp();
    await changeSubscription(store, WAREHOUSE, { objects: [] });
    expect((await readSubscription(store, WAREHOUSE)).shown).toEqual([]);
    await changeSubscription(store, WAREHOUSE, {});
    expect((await readSubscription(store, WAREHOUSE)).shown).toEqual(ALL);
  });

  it('leaves all as it was when anything in it is wrong', async () => {
    const { store, version } = setUp();
    const wrong = changeSubscription(store, WAREHOUSE, {
      objects: ['Account', 'Gadget'],
      fields: { Account: ['id'] },
    });
    await expect(wrong).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [
        { pointer: '/objects/1', detail: expect.any(String) },
        { pointer: '/fields/Account/0', detail: expect.any(String) },
      ],
    });
    expect(version()).toBe(0);
    expect(await store.find('warehouse')).toBeUndefined();
  });

  it('never shows more than the stage lets the client see, not even when that has become less', async () => {
    const { store } = setUp();
    await changeSubscription(store, WAREHOUSE, {
      objects: ['Account', 'Order'],
      fields: { Account: ['balance', 'userid'] },
    });
    const allowed = { objects: ['Account'], fields: { Account: ['account_no', 'userid'] } };
    const answer = await readSubscription(store, { ...WAREHOUSE, allowed });
    expect(answer).toMatchObject({ shown: ['Account'], available: ['Account'] });
    expect(feedView(allowed, await store.find('warehouse')).fields).toEqual({ Account: ['userid'] });
  });
});
