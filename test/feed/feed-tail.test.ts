import type { FeedLogReader } from '../../lambda/domain/feed-log.ts';
import { type FeedReader, FeedWorld } from '../support/feed-world.ts';

/** Counts what is asked of a log, and fails when it is told to. */
function counted() {
  const calls = { ends: 0, reads: 0, failing: false };
  const disturbed = (log: FeedLogReader): FeedLogReader => ({
    ends: async () => {
      calls.ends += 1;
      if (calls.failing) throw new Error('no log');
      return log.ends();
    },
    read: async (range) => {
      calls.reads += 1;
      return log.read(range);
    },
    positionAt: (time) => log.positionAt(time),
  });
  return { calls, disturbed };
}

const numbers = (reader: FeedReader) =>
  reader.parser.events.map(({ data }) => Number(JSON.parse(data.split('\n')[1] ?? '').n));

describe('readers of one process', () => {
  it('share the reads of the log, and the bytes', async () => {
    const { calls, disturbed } = counted();
    const world = new FeedWorld({ disturbed });
    const readers = await Promise.all(Array.from({ length: 100 }, () => world.connect()));
    for (const reader of readers) await reader.pull();
    calls.reads = 0;
    for (let n = 0; n < 40; n += 1) await world.change('1', { partition: 0 });
    const chunks = new Set<Buffer>();
    for (const reader of readers) {
      const next = await world.time.until(reader.chunks.next());
      if (next.value) chunks.add(next.value);
    }
    expect(calls.reads).toBe(1);
    expect(chunks.size).toBe(1);
  });

  it('are sent what is due in one write, of however many partitions it is', async () => {
    const world = new FeedWorld({ partitions: 3 });
    const reader = await world.connect();
    await reader.pull();
    for (let n = 0; n < 9; n += 1) await world.change(String(n), { partition: n % 3 });
    await reader.pull();
    expect(reader.parser.events).toHaveLength(9);
    expect(new Set(numbers(reader)).size).toBe(9);
  });

  it('that are idle cost one small read now and then, however many they are', async () => {
    const { calls, disturbed } = counted();
    const world = new FeedWorld({ disturbed, settings: { heartbeatMs: 60_000 } });
    const readers = await Promise.all(Array.from({ length: 20 }, () => world.connect()));
    for (const reader of readers) await reader.pull();
    const [before, started] = [calls.ends, world.time.now];
    await readers[0]?.pull();
    const seconds = (world.time.now - started) / 1000;
    expect(seconds).toBe(60);
    expect((calls.ends - before) / seconds).toBeLessThan(4.2);
    expect(calls.reads).toBe(0);
  });

  it('that are slow hold up no other and cost no memory: they read for themselves until they have caught up', async () => {
    const { calls, disturbed } = counted();
    const world = new FeedWorld({ disturbed, tail: { keptBytes: 400_000 } });
    const [quick, slow] = [await world.connect(), await world.connect()];
    await quick.pull();
    await slow.pull();
    for (let round = 1; round <= 20; round += 1) {
      for (let n = 0; n < 100; n += 1) await world.change(String(n % 7), { partition: n % 2 });
      await quick.read(round * 100);
    }
    expect(numbers(quick).length).toBe(2000);
    const readsBefore = calls.reads;
    await slow.read(2000);
    expect(calls.reads).toBeGreaterThan(readsBefore);
    expect(numbers(slow).sort((a, b) => a - b)).toEqual(Array.from({ length: 2000 }, (_, n) => n + 1));
    await world.change('1');
    await quick.read(2001);
    const reads = calls.reads;
    await slow.read(2001);
    expect(calls.reads).toBe(reads);
  });

  it('get each account in order, whoever leads and wherever they began', async () => {
    const world = new FeedWorld({ partitions: 4, tail: { keptBytes: 100_000, leadWithin: 50 } });
    const readers: FeedReader[] = [];
    for (let round = 0; round < 30; round += 1) {
      readers.push(await world.connect({ query: { from: '1hour' } }));
      for (let n = 0; n < 40; n += 1) await world.change(String(n % 8), { partition: n % 4 });
      for (const [index, reader] of readers.entries()) if ((round + index) % 3 === 0) await reader.pull();
    }
    for (const reader of readers) {
      await reader.read(1200);
      expect(new Set(numbers(reader)).size).toBe(1200);
      expect(reader.parser.events).toHaveLength(1200);
      const byOwner = Map.groupBy(
        reader.parser.events,
        ({ data }) => JSON.parse(data.split('\n')[1] ?? '').account_no,
      );
      for (const events of byOwner.values()) {
        const ns = events.map(({ data }) => JSON.parse(data.split('\n')[1] ?? '').n);
        expect(ns).toEqual(ns.toSorted((a, b) => a - b));
      }
    }
  });

  it('can come back with any id that they have seen', async () => {
    const world = new FeedWorld({ partitions: 3, tail: { keptBytes: 50_000, leadWithin: 30 } });
    const reader = await world.connect();
    for (let n = 0; n < 300; n += 1) {
      await world.change(String(n % 5), { partition: n % 3 });
      if (n % 40 === 0) await reader.pull();
    }
    const events = await reader.read(300);
    for (const cut of [0, 1, 17, 100, 150, 298]) {
      const again = await world.connect({ lastEventId: events[cut]?.lastEventId ?? '' });
      const rest = await again.read(299 - cut);
      const all = [...events.slice(0, cut + 1), ...rest].map(({ data }) => data);
      expect(new Set(all).size).toBe(300);
    }
  });

  it('are told when the log cannot be read, after it has been tried a few times', async () => {
    const { calls, disturbed } = counted();
    const world = new FeedWorld({ disturbed });
    const reader = await world.connect();
    await reader.pull();
    calls.failing = true;
    await expect(reader.pull()).rejects.toThrow('no log');
    expect(world.failures.length).toBeGreaterThanOrEqual(3);
    expect(world.ends).toMatchObject([{ reason: 'failed' }]);
    calls.failing = false;
    await world.change('1');
    const again = await world.connect({ query: { from: '1hour' } });
    expect(await again.read(1)).toHaveLength(1);
  });
});

describe('the audit log', () => {
  it('has what each connection was sent, by account, in entries of a minute', async () => {
    const world = new FeedWorld();
    const reader = await world.connect();
    const start = world.ids.of((await world.log.ends()).latest);
    for (let n = 0; n < 3; n += 1) await world.change('7');
    await world.change('8');
    await reader.read(4);
    world.time.now += 61_000;
    await world.change('7');
    await reader.read(5);
    await reader.close();
    const { entries } = await world.audit.search({ since: 0, until: Number.MAX_SAFE_INTEGER }, { limit: 10 });
    const [second, first] = entries;
    const ids = reader.parser.events.map(({ lastEventId }) => lastEventId);
    expect(first).toMatchObject({
      ...{
        clientId: 'reader',
        stream: 'changes',
        status: 'processed',
        events: 4,
        fromId: start,
        toId: ids[3],
      },
      accounts: [
        { account: '7', events: 3, firstTick: '1', lastTick: '3' },
        { account: '8', events: 1, firstTick: '4', lastTick: '4' },
      ],
    });
    // Who closes while the last write is under way cannot be known to have had it.
    expect(second).toMatchObject({ status: 'failed', events: 1, fromId: ids[3], toId: ids[4] });
  });

  it('has who came with an id that cannot be taken', async () => {
    const world = new FeedWorld();
    await expect(world.connect({ lastEventId: 'AAAA' })).rejects.toMatchObject({ code: 'EVENT_ID_INVALID' });
    const { entries } = await world.audit.search({ since: 0, until: Number.MAX_SAFE_INTEGER }, { limit: 10 });
    expect(entries).toMatchObject([
      { clientId: 'reader', status: 'failed', reason: 'EVENT_ID_INVALID', fromId: 'AAAA', events: 0 },
    ]);
  });

  it('never has an entry of more accounts than one can hold', async () => {
    const world = new FeedWorld({ partitions: 1 });
    for (let n = 0; n < 12_000; n += 1) await world.change(String(n));
    const reader = await world.connect({ query: { from: '1hour' } });
    await reader.read(12_000);
    await world.time.until(reader.chunks.next());
    await reader.close();
    const { entries } = await world.audit.search(
      { since: 0, until: Number.MAX_SAFE_INTEGER },
      { limit: 100 },
    );
    expect(Math.max(...entries.map(({ accounts }) => accounts.length))).toBeLessThanOrEqual(5000);
    expect(entries.reduce((sum, { events }) => sum + events, 0)).toBe(12_000);
  });
});
