import { FEED_RETENTION_MS } from '../../lambda/domain/feed-log.ts';
import { exactNumber } from '../../lambda/domain/json.ts';
import { loadedObject } from '../../lambda/model/feed/render-feed-object.ts';
import { FeedWorld, type FeedWorldRequest } from '../support/feed-world.ts';

const LOAD = { path: '/feed/load' } as const;

/** Customers of so many numbers stand in the store. */
async function withCustomers(count: number, world = new FeedWorld()): Promise<FeedWorld> {
  for (let n = 1; n <= count; n += 1) await putCustomer(world, n);
  return world;
}

async function putCustomer(world: FeedWorld, n: number, note = ''): Promise<void> {
  const key = { owner: `Customer#${n}`, type: 'Customer', id: String(n) };
  const [known] = await world.store.records([key]);
  const fields = { 'Object Type': 'Customer', id: String(n), customerID: String(n), note };
  await world.store.commit(
    { owners: [key.owner], deadline: world.time.now + 1000 },
    {
      plan: async () => ({ changes: [{ action: known ? 'replace' : 'insert', key, fields }] }),
      answer: () => ({ ok: exactNumber(1) }),
    },
  );
}

async function deleteCustomer(world: FeedWorld, n: number): Promise<void> {
  const key = { owner: `Customer#${n}`, type: 'Customer', id: String(n) };
  await world.store.commit(
    { owners: [key.owner], deadline: world.time.now + 1000 },
    { plan: async () => ({ changes: [{ action: 'delete', key }] }), answer: () => ({}) },
  );
}

async function loaded(world: FeedWorld, about: FeedWorldRequest = {}) {
  const reader = await world.connect({ ...LOAD, ...about });
  return { reader, events: await reader.readAll() };
}

function bodies(events: readonly { event: string; data: string }[]): unknown[] {
  return events
    .filter(({ event }) => event === 'load')
    .map(({ data }) => JSON.parse(data.split('\n')[1] ?? ''));
}

describe('a load', () => {
  it('sends every record as the feed shows it, then the id at which the changes go on', async () => {
    const world = await withCustomers(3);
    await world.change('1');
    const watermark = world.ids.of((await world.log.ends()).latest);
    const { events } = await loaded(world);
    const standing = world.store.standing().flatMap((record) => loadedObject(record) ?? []);
    expect(
      events
        .slice(0, -1)
        .map(({ data }) => data)
        .sort(),
    ).toEqual(standing.map(({ header, body }) => `${header}\n${body}`).sort());
    expect(events.slice(0, -1).every(({ event }) => event === 'load')).toBe(true);
    expect(events.at(-1)).toMatchObject({ event: 'load-complete', lastEventId: watermark });
    expect(world.ends).toMatchObject([{ stream: 'load', reason: 'done', events: 3 }]);
  });

  it('hands over to the change stream what changed meanwhile', async () => {
    const world = await withCustomers(1200);
    const reader = await world.connect(LOAD);
    await reader.read(1);
    await world.change('7', { action: 'update' });
    const events = await reader.readAll();
    const changes = await world.connect({ lastEventId: events.at(-1)?.lastEventId ?? '' });
    const [change] = await changes.read(1);
    expect(change?.data).toContain('"account_no":7');
  });

  it('is resumed behind any frame: everything comes, and nothing twice', async () => {
    const world = await withCustomers(1100);
    const all = (await loaded(world)).events;
    for (const cut of [1, 2, 499, 500, 501, 999, 1000, 1001, 1099, 1100]) {
      const { events } = await loaded(world, { lastEventId: all[cut - 1]?.lastEventId ?? '' });
      expect([...all.slice(0, cut), ...events].map(({ data }) => data)).toEqual(all.map(({ data }) => data));
    }
  });

  it('sends the page again when the record at which it stood has gone', async () => {
    const world = await withCustomers(10);
    const reader = await world.connect(LOAD);
    const first = (await reader.read(4))[3];
    const gone = Number(JSON.parse(first?.data.split('\n')[1] ?? '').customer_id);
    await deleteCustomer(world, gone);
    const { events } = await loaded(world, { lastEventId: first?.lastEventId ?? '' });
    expect(bodies(events)).toHaveLength(9);
  });

  it('leaves out what is deleted', async () => {
    const world = await withCustomers(3);
    await deleteCustomer(world, 2);
    expect(bodies((await loaded(world)).events)).toHaveLength(2);
  });

  it('is of the objects that are picked, and of what they refer to', async () => {
    const world = await withCustomers(2);
    const { events } = await loaded(world, { query: { objects: 'Account' } });
    expect(bodies(events)).toEqual([]);
    expect(JSON.parse(events.at(-1)?.data ?? '').objects).toEqual(
      expect.arrayContaining(['Account', 'Contact']),
    );
    expect(bodies((await loaded(world, { query: { objects: 'Customer' } })).events)).toHaveLength(2);
  });

  it('shows nobody what they may not see', async () => {
    const world = await withCustomers(
      2,
      new FeedWorld({ clients: [{ client: 'reader', objects: ['Account'] }] }),
    );
    expect(bodies((await loaded(world)).events)).toEqual([]);
    await expect(loaded(world, { query: { objects: 'Customer' } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });

  it('refuses objects that there are not, and names the nearest', async () => {
    const world = await withCustomers(1);
    await expect(loaded(world, { query: { objects: 'Acount' } })).rejects.toThrow('is Account meant?');
  });

  it('is taken up with the objects that it began with', async () => {
    const world = await withCustomers(2);
    const reader = await world.connect({ ...LOAD, query: { objects: 'Customer' } });
    const [first] = await reader.read(1);
    const lastEventId = first?.lastEventId ?? '';
    await expect(loaded(world, { lastEventId, query: { objects: 'Account' } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(bodies((await loaded(world, { lastEventId })).events)).toHaveLength(1);
  });

  it('that is complete is not begun again by a client that comes back: 204', async () => {
    const world = await withCustomers(1);
    const { reader } = await loaded(world);
    await expect(loaded(world, { lastEventId: reader.parser.lastEventId })).rejects.toThrow('204');
  });

  it('cannot be taken up when the changes since it began are no longer kept', async () => {
    const world = await withCustomers(2);
    const reader = await world.connect(LOAD);
    const [first] = await reader.read(1);
    await world.change('1');
    world.time.now += FEED_RETENTION_MS + 1;
    await expect(loaded(world, { lastEventId: first?.lastEventId ?? '' })).rejects.toMatchObject({
      code: 'EVENTS_GONE',
    });
  });

  it('of nothing, for who is shown nothing, is complete at once', async () => {
    const world = await withCustomers(2);
    await world.subscriptions.put('reader', { objects: [], fields: {} });
    const { events } = await loaded(world);
    expect(events.map(({ event }) => event)).toEqual(['load-complete']);
  });

  it.each([
    '["load"]',
    '["load","{}",["Customer"],null,7]',
    '["load","x",[],null,null]',
    '["load","{}",[],null,null]',
    '["load","{}",["Nobody"],null,null]',
    '["load","{}",["Customer","Account"],null,null]',
    '["load","{}",["Customer","Customer"],null,null]',
    '["load","{}",["Customer"],"no place",null]',
    '["load","{}",["Customer"],"",null]',
    '{}x',
  ])('refuses the forged id of %s', async (text) => {
    const world = await withCustomers(1);
    await expect(loaded(world, { lastEventId: world.ids.pack(text) })).rejects.toMatchObject({
      code: 'EVENT_ID_INVALID',
    });
  });

  it('that fails on our side is broken off, and stands in the audit log as failed', async () => {
    const world = await withCustomers(2);
    const reader = await world.connect(LOAD);
    jest.spyOn(world.options.log, 'ends').mockRejectedValue(new Error('no log'));
    await expect(reader.readAll()).rejects.toThrow('no log');
    const { entries } = await world.audit.search({ since: 0, until: world.time.now + 1 }, { limit: 10 });
    expect(entries).toMatchObject([{ status: 'failed', events: 0, fromId: null, toId: null, accounts: [] }]);
  });

  it('ends itself when its time is up, and goes on when it is taken up', async () => {
    const world = await withCustomers(1200);
    const reader = await world.connect({ ...LOAD, endsBy: world.time.now + 1 });
    await reader.read(1);
    world.time.now += 2;
    const first = await reader.readAll();
    expect(first.length).toBeLessThan(1200);
    const { events } = await loaded(world, { lastEventId: first.at(-1)?.lastEventId ?? '' });
    expect(bodies([...first, ...events])).toHaveLength(1200);
  });
});
