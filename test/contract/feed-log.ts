import { randomBytes } from 'node:crypto';
import { FEED_RETENTION_MS, type FeedLogReader, READ_CHARACTERS } from '../../lambda/domain/feed-log.ts';
import type { FeedLogWriter, PartitionTail } from '../../lambda/feed-indexer/ports.ts';
import { newEvent, newPage } from '../support/feed-events.ts';

/** A feed log of eight partitions and the time that it knows. */
export interface FeedLogScene {
  readonly writer: FeedLogWriter;
  readonly reader: FeedLogReader;
  /** Epoch milliseconds; may be set. */
  readonly time: { now: number };
  /** Removes what its time to live has ended for, as if the database had come to it. */
  readonly expire: () => void;
}

const HOUR_MS = 60 * 60 * 1000;
const CHECKPOINTS = { 'shardId-000000000001': { sequence: '495903382714902566', at: 5 } };

/** What every feed log promises to its writer and its readers. */
export function feedLogContract(open: () => FeedLogScene): void {
  let scene: FeedLogScene;
  let partition: string;

  beforeEach(async () => {
    scene = open();
    partition = (await scene.writer.partitions())[2] ?? '';
  });

  const offsetsAfter = async (after: number, limit = 1000) =>
    (await scene.reader.read({ partition, after, limit })).map(({ offset }) => offset);

  /** Pages of so many events each, logged so many milliseconds apart. */
  const log = async (sizes: readonly number[], apartMs = 1000): Promise<PartitionTail> => {
    let tail = await scene.writer.tail(partition);
    for (const size of sizes) {
      scene.time.now += apartMs;
      const ids = Array.from({ length: size }, (_, index) => `event ${tail.last + index + 1}`);
      const next = await scene.writer.append(newPage(tail, ids, { loggedAt: scene.time.now }));
      if (next === undefined) throw new Error('the tail has moved');
      tail = next;
    }
    await scene.writer.show({ [partition]: tail.last });
    return tail;
  };

  describe('the writer', () => {
    it('finds the same partitions whoever asks: names of digits that begin with those of the feed', async () => {
      const names = await scene.writer.partitions();
      expect(names).toHaveLength(8);
      expect(await scene.writer.partitions()).toEqual(names);
      for (const [index, name] of names.entries())
        expect(name).toMatch(new RegExp(`^[1-9]\\d{5}0${index + 1}$`));
      expect(new Set(names.map((name) => name.slice(0, 6))).size).toBe(1);
    });

    it('gives offsets from 1 without a gap, in each partition its own', async () => {
      const first = await scene.writer.tail(partition);
      expect(first).toEqual({ partition, last: 0, loggedAt: 0, checkpoints: {} });
      const page = newPage(first, ['a', 'b', 'c'], { loggedAt: 77, checkpoints: CHECKPOINTS });
      const second = await scene.writer.append(page);
      expect(second).toEqual({ partition, last: 3, loggedAt: 77, checkpoints: CHECKPOINTS });
      expect(await scene.writer.tail(partition)).toEqual(second);
      const [other = ''] = await scene.writer.partitions();
      expect((await scene.writer.tail(other)).last).toBe(0);
    });

    it('adds nothing behind a tail that is no longer the tail', async () => {
      const tail = await scene.writer.tail(partition);
      const results = await Promise.all(
        ['a', 'b', 'c', 'd'].map((id) =>
          scene.writer.append(newPage(tail, [id, `${id}2`], { loggedAt: scene.time.now })),
        ),
      );
      expect(results.filter((result) => result !== undefined)).toHaveLength(1);
      const events = await scene.reader.read({ partition, after: 0, limit: 100 });
      expect(events.map(({ offset }) => offset)).toEqual([1, 2]);
      expect(events[1]?.eventId).toBe(`${events[0]?.eventId}2`);
    });

    it('remembers events for as long as they are served, and an hour', async () => {
      const ids = Array.from({ length: 230 }, (_, index) => `id ${index}`);
      await scene.writer.remember(ids);
      await scene.writer.remember(ids.slice(0, 3));
      scene.time.now += FEED_RETENTION_MS + HOUR_MS / 2;
      expect(await scene.writer.seen(['new', ...ids])).toEqual(new Set(ids));
      scene.time.now += HOUR_MS;
      expect(await scene.writer.seen(ids)).toEqual(new Set());
    });

    it('goes on with the offsets when all events have expired', async () => {
      const tail = await log([2, 3]);
      scene.time.now += 30 * FEED_RETENTION_MS;
      scene.expire();
      expect(await scene.writer.tail(partition)).toEqual(tail);
      await log([1]);
      expect(await offsetsAfter(0)).toEqual([6]);
      expect(await scene.reader.positionAt(0)).toMatchObject({ [partition]: 5 });
    });
  });

  describe('the ends', () => {
    it('name every partition, and are what has been shown', async () => {
      const names = await scene.writer.partitions();
      const nothing = Object.fromEntries(names.map((name) => [name, 0]));
      expect(await scene.reader.ends()).toMatchObject({ latest: nothing, subscriptionsVersion: 0 });
      await scene.writer.show({ [partition]: 4 });
      expect((await scene.reader.ends()).latest).toEqual({ ...nothing, [partition]: 4 });
    });

    it('never go back, and a part of them may go on', async () => {
      const [one = '', two = '', three = ''] = await scene.writer.partitions();
      await scene.writer.show({ [one]: 5, [two]: 5 });
      await scene.writer.show({ [one]: 3, [two]: 7, [three]: 1 });
      await scene.writer.show({ [one]: 5, [two]: 6 });
      expect((await scene.reader.ends()).latest).toMatchObject({ [one]: 5, [two]: 7, [three]: 1 });
      await Promise.all([9, 12, 10, 11].map((offset) => scene.writer.show({ [one]: offset, [two]: offset })));
      expect((await scene.reader.ends()).latest).toMatchObject({ [one]: 12, [two]: 12 });
    });
  });

  describe('a reader', () => {
    it('gets events as they were logged', async () => {
      const events = [
        newEvent('x', { tick: null, action: 'delete', body: '{"amount":1325.00,"ü":"\\u0000\u{1f600}"}' }),
        newEvent('y', { tick: '77405618597879914123', owner: 'Transaction#7', type: 'Plan_Instance' }),
      ];
      const tail = await scene.writer.tail(partition);
      await scene.writer.append({ ...newPage(tail, []), events, loggedAt: scene.time.now });
      expect(await scene.reader.read({ partition, after: 0, limit: 9 })).toEqual(
        events.map((event, index) => ({ ...event, offset: index + 1, loggedAt: scene.time.now })),
      );
    });

    it('reads on from every offset', async () => {
      await log([3, 1, 4, 1, 5, 9, 2, 6]);
      for (let after = 0; after <= 31; after++)
        expect(await offsetsAfter(after)).toEqual(
          Array.from({ length: 31 - after }, (_, index) => after + index + 1),
        );
      expect(await offsetsAfter(99)).toEqual([]);
    });

    it('gets about as many as it asked for, and never a gap', async () => {
      await log(Array.from({ length: 40 }, () => 3));
      for (const after of [0, 1, 30, 50]) {
        const offsets = await offsetsAfter(after, 10);
        expect(offsets.length).toBeGreaterThanOrEqual(10);
        expect(offsets.length).toBeLessThan(20);
        expect(offsets).toEqual(offsets.map((_, index) => after + index + 1));
      }
    });

    it('gets large events, together more than an item holds', async () => {
      const noise = () =>
        newEvent(randomBytes(8).toString('hex'), { body: randomBytes(150_000).toString('hex') });
      const tail = await scene.writer.tail(partition);
      const events = [noise(), noise(), noise(), noise()];
      const next = await scene.writer.append({ ...newPage(tail, []), events, loggedAt: scene.time.now });
      if (next === undefined) throw new Error('the tail has moved');
      await scene.writer.append(newPage(next, ['small'], { loggedAt: scene.time.now }));
      const bodies = async (after: number) =>
        (await scene.reader.read({ partition, after, limit: 100 })).map(({ body }) => body);
      expect(await bodies(0)).toEqual(events.map(({ body }) => body));
      expect(await bodies(2)).toHaveLength(3);
    });

    it('gets no more than a memory takes, however many it asked for', async () => {
      for (let pages = 0; pages < 8; pages += 1) {
        const tail = await scene.writer.tail(partition);
        const body = `{"x":"${'x'.repeat(READ_CHARACTERS / 4)}"}`;
        const events = [newEvent(`large ${pages}`, { body }), newEvent(`larger ${pages}`, { body })];
        await scene.writer.append({ ...newPage(tail, []), events, loggedAt: scene.time.now });
      }
      for (const after of [0, 1, 2, 11]) {
        const offsets = await offsetsAfter(after);
        expect(offsets.length).toBeGreaterThanOrEqual(4);
        expect(offsets.length).toBeLessThanOrEqual(5);
        expect(offsets[0]).toBe(after + 1);
      }
    });

    it('gets nothing that is older than 48 hours, whether it has been removed or not', async () => {
      await log([2, 2, 2]);
      const start = scene.time.now - 3000;
      scene.time.now = start + 2000 + FEED_RETENTION_MS;
      expect(await offsetsAfter(0)).toEqual([3, 4, 5, 6]);
      expect(await offsetsAfter(3)).toEqual([4, 5, 6]);
      scene.time.now += 1;
      expect(await offsetsAfter(0)).toEqual([5, 6]);
      scene.expire();
      expect(await offsetsAfter(0)).toEqual([5, 6]);
      scene.time.now += 1000;
      expect(await offsetsAfter(0)).toEqual([]);
      expect(await offsetsAfter(5)).toEqual([]);
    });

    it('finds the place of a moment, to the millisecond', async () => {
      const start = scene.time.now;
      await log([2, 3, 1]);
      const placeAt = async (time: number) => (await scene.reader.positionAt(time))[partition];
      expect(await placeAt(0)).toBe(0);
      expect(await placeAt(start + 1000)).toBe(0);
      expect(await placeAt(start + 1001)).toBe(2);
      expect(await placeAt(start + 2000)).toBe(2);
      expect(await placeAt(start + 2001)).toBe(5);
      expect(await placeAt(start + 3001)).toBe(6);
      expect(await placeAt(Number.MAX_SAFE_INTEGER)).toBe(6);
    });

    it('finds, of pages of the same moment, the place before the first', async () => {
      await log([2, 1]);
      await log([3, 1, 2], 0);
      expect((await scene.reader.positionAt(scene.time.now))[partition]).toBe(2);
    });

    it('finds no place before what is kept', async () => {
      await log([2, 3, 1], HOUR_MS);
      scene.time.now += FEED_RETENTION_MS - HOUR_MS;
      expect((await scene.reader.positionAt(0))[partition]).toBe(2);
      scene.expire();
      expect((await scene.reader.positionAt(0))[partition]).toBe(2);
    });
  });
}
