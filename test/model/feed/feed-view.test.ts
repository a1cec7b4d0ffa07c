import fc from 'fast-check';
import { allowedTo, feedPermissions } from '../../../lambda/domain/feed-permissions.ts';
import { EVERYTHING } from '../../../lambda/domain/feed-subscription.ts';
import { stringifyJson } from '../../../lambda/domain/json.ts';
import { checkSubscription } from '../../../lambda/model/feed/check-subscription.ts';
import { FEED_TYPES } from '../../../lambda/model/feed/feed-type.ts';
import { feedView, narrowedView, withDependencies } from '../../../lambda/model/feed/feed-view.ts';
import { selectMembers } from '../../../lambda/model/feed/select-members.ts';
import { anyJson } from '../../support/arbitrary-json.ts';
import { SAMPLE_BODY } from '../../support/feed-samples.ts';

const ACCOUNT = { type: 'Account', body: SAMPLE_BODY };
const ALL = FEED_TYPES.map(({ name }) => name);

describe('what a client is shown', () => {
  it('is everything, when nothing else is said', () => {
    const view = feedView(EVERYTHING, undefined);
    expect([...view.types]).toEqual(ALL);
    expect(view.bodyOf(ACCOUNT)).toBe(SAMPLE_BODY);
  });

  it('is what it subscribed to, with all that this refers to', () => {
    const view = feedView(EVERYTHING, { objects: ['Account_Transaction'], fields: {} });
    expect([...view.types]).toEqual([
      'Plan_Definition',
      'Account',
      'Contact',
      'Plan_Instance',
      'Account_Transaction',
    ]);
    expect(view.bodyOf({ type: 'Customer', body: '{}' })).toBeUndefined();
  });

  it('is never more than it may see, whatever refers to that', () => {
    const allowed = { objects: ['Account', 'Order'], fields: { Account: ['account_no', 'status'] } };
    const view = feedView(allowed, {
      objects: ['Account', 'Customer'],
      fields: { Account: ['balance', 'status'] },
    });
    expect([...view.types]).toEqual(['Account']);
    expect(view.bodyOf(ACCOUNT)).toBe('{"status":{"type":"Account_Status","ids":{"status_no":1,"enum":1}}}');
  });

  it('is nothing for types that the model does not have', () => {
    const view = feedView(EVERYTHING, { objects: ['Gadget'], fields: {} });
    expect(view.types.size).toBe(0);
    expect(feedView(EVERYTHING, undefined).bodyOf({ type: 'Gadget', body: '{}' })).toBeUndefined();
  });

  it('can be narrowed for a load, and no further than it is', () => {
    const view = feedView({ objects: ['Account', 'Customer'], fields: {} }, undefined);
    expect([...narrowedView(view, ['Account', 'Order']).types]).toEqual(['Account']);
  });

  it('has the same key for the same, and another for anything else', () => {
    const key = (objects: string[] | null, fields = {}) => feedView(EVERYTHING, { objects, fields }).key;
    expect(key(null)).toBe(key([...ALL].reverse()));
    expect(key(['Customer'])).not.toBe(key(['Order']));
    expect(key(['Account'], { Account: ['balance'] })).not.toBe(key(['Account']));
    expect(key(['Account'], { Account: [] })).not.toBe(key(['Account']));
  });

  it('brings no type in that nothing of it refers to, and is closed', () => {
    for (const name of ALL) {
      const brought = [...withDependencies([name])];
      expect(withDependencies(brought)).toEqual(new Set(brought));
    }
    expect([...withDependencies(['Customer'])]).toEqual(['Customer']);
  });
});

describe('the members of an object', () => {
  it('can be selected, each to the letter as it stood', () => {
    const objects = fc.dictionary(fc.stringMatching(/^[a-z_]{1,6}$/), anyJson());
    fc.assert(
      fc.property(
        objects,
        fc.array(fc.stringMatching(/^[a-z_]{1,6}$/)),
        fc.nat(6),
        (object, others, some) => {
          const names = new Set([...others, ...Object.keys(object).slice(0, some)]);
          const kept = Object.entries(object).filter(([name]) => names.has(name));
          expect(selectMembers(stringifyJson({ ...object }), names)).toBe(
            stringifyJson(Object.fromEntries(kept)),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a subscription', () => {
  const allowed = { objects: ['Account', 'Contact'], fields: { Contact: ['contact_no'] } };

  it('may name what the client may see', () => {
    expect(checkSubscription({ objects: null, fields: {} }, allowed)).toEqual([]);
    const fields = { Account: ['balance'], Contact: ['contact_no'] };
    expect(checkSubscription({ objects: ['Account'], fields }, allowed)).toEqual([]);
  });

  it('is told everything that is wrong with it, and nothing of what the client may not see', () => {
    const fields = { Accont: [], Contact: ['email'], Account: ['balance', 'blance'], Customer: [] };
    const wrong = checkSubscription({ objects: ['Contact', 'Customer', 'Gadget'], fields }, allowed);
    expect(wrong).toEqual([
      { pointer: '/objects/1', detail: expect.stringContaining('no such object that you may see') },
      { pointer: '/objects/2', detail: expect.stringContaining('no such object that you may see') },
      { pointer: '/fields/Accont', detail: expect.stringContaining('the nearest is Account') },
      { pointer: '/fields/Contact/0', detail: expect.stringContaining('no such field of Contact') },
      { pointer: '/fields/Account/1', detail: expect.stringContaining('the nearest is balance') },
      { pointer: '/fields/Customer', detail: expect.stringContaining('no such object') },
    ]);
    expect(JSON.stringify(wrong)).not.toContain('nearest is Customer');
    expect(checkSubscription({ objects: [], fields: { Account: [] } }, allowed)).toEqual([
      { pointer: '/fields/Account', detail: 'Account is not among the objects' },
    ]);
  });
});

describe('what clients may see at most', () => {
  const permissions = feedPermissions(
    '[{"client":"partner","objects":["Account"],"fields":{"Account":["balance"]}},{"client":"*","objects":["Order"]}]',
  );

  it('is said of each by its id, and of all others together', () => {
    expect(allowedTo(permissions, 'partner')).toEqual({
      objects: ['Account'],
      fields: { Account: ['balance'] },
    });
    expect(allowedTo(permissions, 'another')).toEqual({ objects: ['Order'], fields: {} });
  });

  it('is nothing for one that nothing is said of', () => {
    const nobody = allowedTo(feedPermissions('[{"client":"partner"}]'), 'another');
    expect(feedView(nobody, undefined).types.size).toBe(0);
    expect(feedView(nobody, EVERYTHING).types.size).toBe(0);
  });

  it.each([
    '',
    '{}',
    '[1]',
    '[{"objects":[]}]',
    '[{"client":"a","object":[]}]',
    '[{"client":"a","objects":"*"}]',
    '[{"client":"a","fields":{"Account":"x"}}]',
  ])('fails where %j says it', (text) => expect(() => feedPermissions(text)).toThrow('FEED_CLIENTS'));
});
