import fc from 'fast-check';
import { FEED_RETENTION_MS } from '../../lambda/domain/feed-log.ts';
import type { FeedSubscription } from '../../lambda/domain/feed-subscription.ts';
import { FEED_TYPES, type FeedType } from '../../lambda/model/feed/feed-type.ts';
import { feedObject, loadedObject } from '../../lambda/model/feed/render-feed-object.ts';
import { eventOfRecord } from '../support/event-of-record.ts';
import { type FeedReader, FeedWorld, type FeedWorldRequest } from '../support/feed-world.ts';

const HELD_MEMBERS = 4;
/** Every value says what it is: of which type, and of which member (`ref`: an id, `owner`: whose the record is). */
const TOKEN = /([A-Za-z_]+)~(\w+)~\d/g;

function heldMembers({ members, ids }: FeedType) {
  const own = members.filter(({ name }) => ids.every((id) => id.name !== name));
  return own.slice(0, HELD_MEMBERS);
}

/** A record of a type; of text all, for nothing is validated on the way. */
function recordOf(type: FeedType, n: number) {
  const { name, objectType, ids } = type;
  const key = { owner: `${name}~owner~${n}`, type: objectType.type, id: `${name}~ref~${n}` };
  const fields = {
    'Object Type': objectType.type,
    id: key.id,
    ...Object.fromEntries(ids.map(({ label }) => [label, key.id])),
    ...Object.fromEntries(heldMembers(type).map((member) => [member.label, `${name}~${member.name}~${n}`])),
  };
  return { key, fields };
}

async function put(world: FeedWorld, type: FeedType, n: number): Promise<void> {
  const { key, fields } = recordOf(type, n);
  await world.store.commit(
    { owners: [key.owner], deadline: world.time.now + 1000 },
    { plan: async () => ({ changes: [{ action: 'insert', key, fields }] }), answer: () => ({}) },
  );
}

async function log(world: FeedWorld, type: FeedType, n: number): Promise<void> {
  const { key, fields } = recordOf(type, n);
  const event = { ...eventOfRecord(fields), _action: 'insert' };
  const object = feedObject(event, { owner: key.owner, receivedAt: world.time.now });
  if (object === undefined) throw new Error(`the feed shows no ${type.name}`);
  await world.change(key.owner, { ...object, partition: n % 2 });
}

/** All that reached the client, and all that it can make of the ids. */
function arrived(world: FeedWorld, { text }: FeedReader): Set<string> {
  const ids = [...text.matchAll(/^id:(.*)$/gm)].map(([, id = '']) => {
    const unpacked = world.ids.unpack(id);
    return 'text' in unpacked ? decodeURIComponent(unpacked.text) : '';
  });
  return new Set(
    [text, ...ids].flatMap((one) => [...one.matchAll(TOKEN)].map(([, type, of]) => `${type}.${of}`)),
  );
}

interface Choice {
  readonly allowed: FeedSubscription;
  readonly wanted: FeedSubscription;
}

const NAMES = FEED_TYPES.map(({ name }) => name);
const someTypes = fc.option(fc.subarray(NAMES), { freq: 3 });
const someFields = fc
  .subarray([...FEED_TYPES], { maxLength: 5 })
  .chain((types) =>
    fc.tuple(
      ...types.map((type) =>
        fc.subarray(type.members.map(({ name }) => name)).map((names) => [type.name, names] as const),
      ),
    ),
  )
  .map((entries) => Object.fromEntries(entries));
const subscription = fc.record({ objects: someTypes, fields: someFields });
const choices: fc.Arbitrary<Choice> = fc.record({ allowed: subscription, wanted: subscription });

/** What must come at least, and what may at most, of all types and members that there are. */
function bounds({ allowed, wanted }: Choice): { least: string[]; most: Set<string> } {
  const may = (type: FeedType, member: string) =>
    [allowed, wanted].every(({ fields }) => fields[type.name]?.includes(member) ?? true);
  const membersOf = (type: FeedType) => [
    `${type.name}.ref`,
    ...heldMembers(type)
      .filter(({ name }) => may(type, name))
      .map(({ name }) => `${type.name}.${name}`),
  ];
  const isAllowed = ({ name }: FeedType) => allowed.objects?.includes(name) ?? true;
  const isWanted = ({ name }: FeedType) => wanted.objects?.includes(name) ?? true;
  return {
    least: FEED_TYPES.filter((type) => isAllowed(type) && isWanted(type)).flatMap(membersOf),
    most: new Set(FEED_TYPES.filter(isAllowed).flatMap(membersOf)),
  };
}

function worldOf({ allowed }: Choice): FeedWorld {
  const limits = { fields: allowed.fields, ...(allowed.objects && { objects: allowed.objects }) };
  return new FeedWorld({
    clients: [{ client: 'reader', ...limits }],
    settings: { connectionMs: 20_000, heartbeatMs: 5_000 },
  });
}

describe('what a client may not see', () => {
  it('does not reach it by a load, a replay, an open connection, a gap, a sign of life, or an id', async () => {
    await fc.assert(
      fc.asyncProperty(choices, async (choice) => {
        const world = worldOf(choice);
        const { least, most } = bounds(choice);
        await world.subscriptions.put('reader', choice.wanted);
        const all = async (request: FeedWorldRequest): Promise<FeedReader> => {
          const reader = await world.connect(request);
          await reader.readAll();
          return reader;
        };
        const expectBounds = (reader: FeedReader) => {
          const seen = arrived(world, reader);
          expect([...seen].filter((one) => !most.has(one))).toEqual([]);
          expect(least.filter((one) => !seen.has(one))).toEqual([]);
        };
        for (const type of FEED_TYPES) for (const n of [1, 2]) await put(world, type, n);
        const live = await world.connect();
        await live.pull();
        for (const type of FEED_TYPES) for (const n of [1, 2]) await log(world, type, n);
        await live.readAll();
        expectBounds(live);
        expectBounds(await all({ path: '/feed/load' }));
        expectBounds(await all({ query: { from: '1hour' } }));
        world.time.now += FEED_RETENTION_MS + 1;
        for (const type of FEED_TYPES) await log(world, type, 3);
        const gap = await all({ lastEventId: world.ids.of({}), query: { onGap: 'resume' } });
        expect(gap.parser.events[0]?.event).toBe('gap');
        expectBounds(gap);
      }),
      { numRuns: 25 },
    );
  });

  it('stands in no id of a load, though its pages begin there', async () => {
    const world = new FeedWorld({ clients: [{ client: 'reader', objects: ['Account'] }] });
    const [customer, account] = ['Customer', 'Account'].map((name) =>
      FEED_TYPES.find((type) => type.name === name),
    );
    if (customer === undefined || account === undefined) throw new Error('the model has lost them');
    for (let n = 0; n < 600; n += 1) await put(world, customer, n);
    const { key, fields } = recordOf(account, 1);
    await world.store.commit(
      { owners: ['last'], deadline: world.time.now + 1000 },
      {
        plan: async () => ({ changes: [{ action: 'insert', key: { ...key, owner: 'last' }, fields }] }),
        answer: () => ({}),
      },
    );
    const reader = await world.connect({ path: '/feed/load' });
    const [first] = await reader.readAll();
    const unpacked = world.ids.unpack(first?.lastEventId ?? '');
    expect(unpacked).toEqual({ text: expect.stringContaining('load') });
    expect(JSON.stringify(unpacked)).not.toMatch(/Customer|owner|last|ref/);
    expect([...arrived(world, reader)].every((one) => one.startsWith('Account.'))).toBe(true);
    // And still it is where the load goes on.
    const resumed = await world.connect({ path: '/feed/load', lastEventId: first?.lastEventId ?? '' });
    expect((await resumed.readAll()).map(({ event }) => event)).toEqual(['load-complete']);
  });

  it('is everything, for a client that may see nothing: its load is complete at once', async () => {
    const world = new FeedWorld({ clients: [{ client: 'reader', objects: [] }] });
    for (const type of FEED_TYPES) await put(world, type, 1);
    const reader = await world.connect({ path: '/feed/load' });
    expect((await reader.readAll()).map(({ event }) => event)).toEqual(['load-complete']);
  });
});

describe('a subscription that is put again and again', () => {
  it('holds on an open connection for all that is logged from then on, and for a replay of all that was', async () => {
    await fc.assert(
      fc.asyncProperty(subscription, subscription, async (first, second) => {
        const allowed = { objects: null, fields: {} };
        const world = worldOf({ allowed, wanted: first });
        await world.subscriptions.put('reader', first);
        const live = await world.connect();
        await live.pull();
        await world.subscriptions.put('reader', second);
        for (const type of FEED_TYPES) await log(world, type, 1);
        await live.readAll();
        const replay = await world.connect({ query: { from: '1hour' } });
        await replay.readAll();
        const seen = [live, replay].map((reader) => [...arrived(world, reader)].sort());
        expect(seen[0]).toEqual(seen[1]);
        const { least, most } = bounds({ allowed, wanted: second });
        expect(least.filter((one) => !seen[0]?.includes(one))).toEqual([]);
        expect(seen[0]?.filter((one) => !most.has(one))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

it('every type is one of which the feed shows what the table holds', () => {
  for (const type of FEED_TYPES) {
    const { key, fields } = recordOf(type, 1);
    const object = loadedObject({ key, fields });
    for (const { name } of heldMembers(type)) expect(object?.body).toContain(`${type.name}~${name}~1`);
  }
});
