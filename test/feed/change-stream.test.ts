import { FEED_RETENTION_MS } from '../../lambda/domain/feed-log.ts';
import { FeedWorld, NOW } from '../support/feed-world.ts';

const HOUR_MS = 60 * 60 * 1000;

describe('a change stream', () => {
  it('says first when to come again, then sends each event as the frame of the sample', async () => {
    const world = new FeedWorld();
    const reader = await world.connect();
    const event = await world.change('7', { action: 'create' });
    const [first] = await reader.read(1);
    const id = first?.lastEventId ?? '';
    expect(reader.text).toBe(
      `retry:2000\n\ndata:${event.header}\ndata:${event.body}\nevent:create\nid:${id}\n\n`,
    );
    expect(world.ids.unpack(id)).toEqual({ text: '{"48291301":1}' });
  });

  it('sends what is asked for from an id on, and nothing twice or left out', async () => {
    const world = new FeedWorld();
    for (let n = 0; n < 20; n += 1) await world.change(String(n), { partition: n % 2 });
    const all = await (await world.connect({ query: { from: '1hour' } })).read(20);
    expect(all.map(({ data }) => JSON.parse(data.split('\n')[1] ?? '').n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
    for (const [index, { lastEventId }] of all.entries()) {
      if (index === all.length - 1) continue;
      const rest = await (await world.connect({ lastEventId })).read(19 - index);
      const sent = new Set([...all.slice(0, index + 1), ...rest].map(({ data }) => data));
      expect(sent.size).toBe(20);
    }
  });

  it('takes the header before the parameter, and the parameter before from', async () => {
    const world = new FeedWorld({ partitions: 1 });
    for (let n = 0; n < 3; n += 1) await world.change('1');
    const id = (n: number) => world.ids.of({ '48291301': n });
    const first = async (about: Parameters<FeedWorld['connect']>[0]) =>
      (await (await world.connect(about)).read(1))[0]?.lastEventId;
    const query = { lastEventId: id(1), from: '1hour' };
    expect(await first({ lastEventId: id(2), query })).toBe(id(3));
    expect(await first({ query })).toBe(id(2));
    expect(await first({ query: { from: '1hour' } })).toBe(id(1));
  });

  it('joins what came within the window into one write', async () => {
    const world = new FeedWorld();
    const reader = await world.connect();
    await reader.pull();
    for (let n = 0; n < 50; n += 1) await world.change('1');
    await reader.read(50);
    expect(reader.writes).toBe(2);
  });

  it('gives a sign of life, with the place up to which it has looked', async () => {
    const world = new FeedWorld();
    await world.subscriptions.put('reader', { objects: ['Contact'], fields: {} });
    const reader = await world.connect();
    await reader.pull();
    await world.change('1', { type: 'Customer' });
    await reader.pull();
    expect(world.time.now - NOW).toBe(15_000);
    expect(reader.parser.events).toEqual([]);
    expect(reader.text).toBe(`retry:2000\n\n:\nid:${world.ids.of({ '48291301': 1 })}\n\n`);
    await reader.pull();
    expect(reader.text.slice(-3)).toBe(':\n\n');
  });

  it('ends itself when its time is up, or the token is', async () => {
    const world = new FeedWorld();
    const reader = await world.connect();
    await reader.readAll();
    expect(world.time.now - NOW).toBe(14 * 60_000);
    const caller = { clientId: 'reader', roles: ['feed-reader'] as const, expiresAt: world.time.now + 5_000 };
    const started = world.time.now;
    await (await world.connect({ caller })).readAll();
    expect(world.time.now - started).toBe(5_000);
    expect(world.ends.map(({ reason }) => reason)).toEqual(['time', 'time']);
  });

  it('stops when the client goes while it waits', async () => {
    const world = new FeedWorld();
    const gone = new AbortController();
    const reader = await world.connect({ signal: gone.signal });
    await reader.pull();
    const rest = reader.readAll();
    gone.abort();
    await rest;
    expect(world.ends).toMatchObject([{ reason: 'client', events: 0 }]);
    // Nobody reads any more, so nothing is due any more.
    await expect(world.time.until(new Promise(() => {}))).rejects.toThrow('nothing is due');
  });

  it('sends what is changed in a subscription from the next event on', async () => {
    const world = new FeedWorld();
    const reader = await world.connect();
    await world.change('1');
    await reader.read(1);
    await world.subscriptions.put('reader', { objects: ['Customer'], fields: {} });
    await world.change('2');
    await world.change('3', { type: 'Customer' });
    const events = await reader.read(2);
    expect(events).toHaveLength(2);
    expect(events[1]?.data).toContain('"Customer"');
  });
});

describe('an event that is no longer kept', () => {
  async function aged(): Promise<FeedWorld> {
    const world = new FeedWorld({ partitions: 2 });
    await world.change('1', { partition: 0 });
    await world.change('2', { partition: 1 });
    world.time.now += FEED_RETENTION_MS - HOUR_MS;
    await world.change('3', { partition: 0 });
    world.time.now += HOUR_MS + 1;
    return world;
  }

  it('is a 410 that names the earliest id', async () => {
    const world = await aged();
    const lastEventId = world.ids.of({});
    const earliestId = world.ids.of({ '48291301': 1, '48291302': 1 });
    await expect(world.connect({ lastEventId })).rejects.toMatchObject({
      code: 'EVENTS_GONE',
      members: { earliestId },
    });
    const [event] = await (await world.connect({ lastEventId: earliestId })).read(1);
    expect(event?.data).toContain('"n":3');
  });

  it('is a gap frame for who wants to go on', async () => {
    const world = await aged();
    const reader = await world.connect({ lastEventId: world.ids.of({}), query: { onGap: 'resume' } });
    const [gap, event] = await reader.read(2);
    const behind = world.ids.of({ '48291301': 1, '48291302': 1 });
    expect(gap).toMatchObject({ event: 'gap', lastEventId: behind });
    expect(JSON.parse(gap?.data ?? '')).toMatchObject({ lostAfter: world.ids.of({}), goesOnAfter: behind });
    expect(event?.data).toContain('"n":3');
  });

  it('does not matter to who has had it', async () => {
    const world = await aged();
    const [event] = await (
      await world.connect({ lastEventId: world.ids.of({ '48291301': 1, '48291302': 1 }) })
    ).read(1);
    expect(event?.data).toContain('"n":3');
  });

  it('ends the connection of a reader so slow that it loses it, and says so when it comes again', async () => {
    const world = new FeedWorld({ partitions: 1, tail: { leadWithin: 0 } });
    for (let n = 0; n < 1200; n += 1) await world.change('1');
    const reader = await world.connect({ query: { from: '1hour' } });
    await reader.read(500);
    world.time.now += FEED_RETENTION_MS + 1;
    // Its page was read before; what comes behind that is gone.
    await reader.readAll();
    expect(reader.ended).toBe(true);
    const { lastEventId } = reader.parser;
    await expect(world.connect({ lastEventId })).rejects.toMatchObject({ code: 'EVENTS_GONE' });
  });
});

describe('from', () => {
  it.each([
    ['2day', -FEED_RETENTION_MS],
    ['48hour', -FEED_RETENTION_MS],
    ['2880minute', -FEED_RETENTION_MS],
    ['2026-11-20T10:00:00Z', -FEED_RETENTION_MS],
    ['2026-11-20T12:00:00+02:00', -FEED_RETENTION_MS],
    ['2026-11-20T12:00:00 02:00', -FEED_RETENTION_MS],
    ['1day', -24 * HOUR_MS],
    ['2hour', -2 * HOUR_MS],
    ['20minute', -20 * 60_000],
    ['0minute', 0],
  ])('%s begins with the first event of that time', async (from, at) => {
    const world = new FeedWorld({ partitions: 1 });
    world.time.now = NOW + at - 1;
    if (at !== -FEED_RETENTION_MS) await world.change('1');
    world.time.now = NOW + at;
    await world.change('2');
    world.time.now = NOW;
    const [event] = await (await world.connect({ query: { from } })).read(1);
    expect(event?.data).toContain('"account_no":2');
  });

  it.each(['2881minute', '3day', '49hour', '2026-11-20T09:59:59.999Z'])(
    '%s lies beyond what is kept: 410, or a gap for who wants that',
    async (from) => {
      const world = new FeedWorld();
      await world.change('1');
      await expect(world.connect({ query: { from } })).rejects.toMatchObject({ code: 'EVENTS_GONE' });
      const [gap] = await (await world.connect({ query: { from, onGap: 'resume' } })).read(2);
      expect(gap?.event).toBe('gap');
    },
  );

  it.each([
    'yesterday',
    '1 day',
    '-1day',
    '1week',
    '1.5hour',
    '2026-11-20',
    '2026-02-30T00:00:00Z',
    '2026-11-20T10:00:00',
    '2027-01-01T00:00:00Z',
    '1day2hour',
  ])('%s is refused with the forms that there are', async (from) => {
    const world = new FeedWorld();
    await expect(world.connect({ query: { from } })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});

describe('an id that this feed has not given', () => {
  it.each([
    ['of another feed', (world: FeedWorld) => world.ids.of({ '11111101': 1 }), 'another feed'],
    ['the sample', () => 'H4sIAAAAAAAAAKtWMjRUsjI0MTA0Ma8FAG50BJUNAAAA', 'another feed'],
    ['beyond the end', (world: FeedWorld) => world.ids.of({ '48291301': 2 }), 'beyond the end'],
    ['truncated', (world: FeedWorld) => world.ids.of({ '48291301': 1 }).slice(0, -6), ''],
    ['forged', () => 'AAAA', ''],
    ['no base64', () => '../../etc/passwd', ''],
    ['of a load', (world: FeedWorld) => world.ids.pack('["load","{}",[],null,null]'), '/feed/load'],
  ])('%s is a 400 that says so', async (_, id, words) => {
    const world = new FeedWorld();
    await world.change('1');
    await expect(world.connect({ lastEventId: id(world) })).rejects.toMatchObject({
      code: 'EVENT_ID_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('is not one that lies behind what was last told of the ends', async () => {
    const world = new FeedWorld({ partitions: 1 });
    await world.change('1');
    const [partition = ''] = await world.log.partitions();
    const tail = await world.log.tail(partition);
    const event = { ...(await world.change('2')), eventId: 'later' };
    // Logged, and not told yet.
    await world.log.append({
      ...{ tail: { ...tail, last: 2 }, events: [event] },
      ...{ loggedAt: world.time.now, checkpoints: {} },
    });
    const reader = await world.connect({ lastEventId: world.ids.of({ [partition]: 3 }) });
    await world.log.show({ [partition]: 3 });
    await world.change('3');
    const [next] = await reader.read(1);
    expect(next?.lastEventId).toBe(world.ids.of({ [partition]: 4 }));
  });
});

describe('a request', () => {
  it('needs the role', async () => {
    const caller = { clientId: 'x', roles: ['crm'] as const, expiresAt: Number.POSITIVE_INFINITY };
    await expect(new FeedWorld().connect({ caller })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each([{ form: '1day' }, { onGap: 'skip' }])(
    'with %j is refused: what is misspelt is no silent skip',
    async (query) => {
      await expect(new FeedWorld().connect({ query: query as never })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
      });
    },
  );

  it('that is refused leaves nothing behind', async () => {
    const world = new FeedWorld();
    await expect(world.connect({ lastEventId: 'AAAA' })).rejects.toMatchObject({});
    await expect(world.time.until(new Promise(() => {}))).rejects.toThrow('nothing is due');
  });
});
