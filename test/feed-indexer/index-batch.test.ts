import { MemoryFeedLog } from '../../lambda/adapters/memory/memory-feed-log.ts';
import type { KinesisRecord } from '../../lambda/feed-indexer/contract.ts';
import { FeedIndexer } from '../../lambda/feed-indexer/index-batch.ts';
import { feedObject } from '../../lambda/model/feed/render-feed-object.ts';
import { feedIndexerPorts, ParkedRecords } from '../support/feed-indexer-ports.ts';
import { testText } from '../support/test-data.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const LATER = NOW + 60_000;

let log: MemoryFeedLog;
let parking: ParkedRecords;

beforeEach(() => {
  log = new MemoryFeedLog({ clock: () => NOW, partitions: 4 });
  parking = new ParkedRecords();
});

const indexer = (some = {}) => new FeedIndexer(feedIndexerPorts({ log, parking, ...some }));

function record(sequence: number, data: string, owner = 'one'): KinesisRecord {
  const sequenceNumber = String(sequence);
  return {
    eventID: `shardId-000000000000:${sequenceNumber}`,
    kinesis: {
      partitionKey: owner,
      sequenceNumber,
      data: Buffer.from(data).toString('base64'),
      approximateArrivalTimestamp: NOW / 1000 - 2,
    },
  };
}

const event = (sequence: number, id: string, owner?: string) =>
  record(sequence, JSON.stringify({ _event_id: id, _action: 'update' }), owner);

/** Owners of four different partitions. */
const OWNERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

async function loggedIds(): Promise<string[]> {
  const names = await log.partitions();
  const all = await Promise.all(names.map((partition) => log.read({ partition, after: 0, limit: 9999 })));
  return all.flat().map(({ eventId }) => eventId);
}

describe('a batch of the event stream', () => {
  it('goes into the log, each owner’s events in one partition, and readers hear of it', async () => {
    const batch = OWNERS.flatMap((owner, index) => [
      event(2 * index + 1, `${owner} a`, owner),
      event(2 * index + 2, `${owner} b`, owner),
    ]);
    const report = await indexer().index(batch, LATER);
    expect(report).toMatchObject({ records: 16, logged: 16, duplicates: 0, failed: 0, oldestMs: 2000 });
    expect(report.response).toEqual({ batchItemFailures: [] });
    const { latest } = await log.ends();
    expect(Object.values(latest).reduce((sum, offset) => sum + offset)).toBe(16);
    expect(Object.values(latest).filter((offset) => offset > 0).length).toBeGreaterThan(1);
  });

  it('shows what an order’s event of the seed shows, with the owner that the stream names', async () => {
    const text = testText('om-plus-order.event.json').replace('{', '{"_event_id":"e1",');
    const report = await indexer({ render: feedObject }).index([record(1, text, 'the account')], LATER);
    expect(report.logged).toBe(1);
    const [partition = ''] =
      Object.entries((await log.ends()).latest).find(([, offset]) => offset === 1) ?? [];
    const [logged] = await log.read({ partition, after: 0, limit: 1 });
    expect(logged).toMatchObject({ eventId: 'e1', action: 'create', type: 'Order', owner: 'the account' });
  });

  it('is understood inside CloudEvents, too', async () => {
    const inside = { specversion: '1.0', id: 'e9', data: { _event_id: 'e9', _action: 'delete' } };
    await indexer().index([record(1, JSON.stringify(inside))], LATER);
    expect(await loggedIds()).toEqual(['e9']);
  });

  it('keeps the digits of every number', async () => {
    await indexer().index(
      [record(1, '{"_event_id":"e","_action":"update","n":77405618597879914123.00}')],
      LATER,
    );
    const [partition = ''] =
      Object.entries((await log.ends()).latest).find(([, offset]) => offset === 1) ?? [];
    const [logged] = await log.read({ partition, after: 0, limit: 1 });
    expect(logged?.body).toContain('"n":77405618597879914123.00');
  });

  it('leaves out what is of no type of the model', async () => {
    const report = await indexer({ render: () => undefined }).index([event(1, 'a')], LATER);
    expect(report).toMatchObject({ unknown: 1, logged: 0, failed: 0, oldestMs: undefined });
    expect(parking.records).toEqual([]);
  });

  it.each([
    ['no JSON', record(2, '{"_event_id":'), 'no-json'],
    ['a list', record(2, '[]'), 'no-json'],
    [
      'half a character',
      { ...record(2, ''), kinesis: { ...record(2, '').kinesis, data: '/w==' } },
      'no-json',
    ],
    ['no event', record(2, '{"a":1}'), 'no-event'],
    ['an event without an action', record(2, '{"_event_id":"x"}'), 'no-event'],
    ['no shard', { ...event(2, 'x'), eventID: '2' }, 'no-place'],
    ['no owner', event(2, 'x', ''), 'no-place'],
    ['nothing', { kinesis: { sequenceNumber: '2' } }, 'no-place'],
    [
      'too large an event',
      record(2, `{"_event_id":"x","_action":"update","a":"${'a'.repeat(2 ** 21)}"}`),
      'too-large',
    ],
  ])('parks what can never be logged, and goes on: %s', async (_, bad, reason) => {
    const report = await indexer().index([event(1, 'a'), bad, event(3, 'c')], LATER);
    expect(report).toMatchObject({ logged: 2, parked: 1, failed: 0, response: { batchItemFailures: [] } });
    expect(parking.records).toEqual([expect.objectContaining({ record: bad, reason, at: NOW })]);
    expect(await loggedIds()).toEqual(['a', 'c']);
  });

  it('parks what cannot be rendered', async () => {
    const render = () => {
      throw new TypeError('no such shape');
    };
    expect(await indexer({ render }).index([event(1, 'a')], LATER)).toMatchObject({ parked: 1, failed: 0 });
    expect(parking.records[0]?.reason).toBe('unrenderable');
  });

  it('comes again from a record that could not be parked', async () => {
    parking.isOutOfOrder = true;
    const report = await indexer().index([event(1, 'a'), record(2, 'x'), event(3, 'c')], LATER);
    expect(report.response).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(await loggedIds()).toEqual(['a', 'c']);
  });

  it('comes again from the first event of a partition that failed; the others have gone in', async () => {
    const first = (await log.partitions())[0];
    const sick = new Proxy(log, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (name === 'append')
          return (page: Parameters<MemoryFeedLog['append']>[0]) =>
            page.tail.partition === first ? Promise.reject(new Error('throttled')) : target.append(page);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const batch = OWNERS.map((owner, index) => event(index + 1, owner, owner));
    const report = await indexer({ log: sick }).index(batch, LATER);
    const ids = await loggedIds();
    const lowest = OWNERS.findIndex((owner) => !ids.includes(owner));
    expect(report.response).toEqual({ batchItemFailures: [{ itemIdentifier: String(lowest + 1) }] });
    expect(report).toMatchObject({ failed: 8 - ids.length, logged: ids.length });
    expect(ids.length).toBeGreaterThan(0);
    expect(await indexer().index(batch, LATER)).toMatchObject({
      logged: 8 - ids.length,
      failed: 0,
      duplicates: 0,
    });
    expect((await loggedIds()).toSorted()).toEqual(OWNERS.toSorted());
  });

  it('comes again when its time is up', async () => {
    const report = await indexer().index([event(1, 'a')], NOW);
    expect(report).toMatchObject({
      logged: 0,
      failed: 1,
      response: { batchItemFailures: [{ itemIdentifier: '1' }] },
    });
    expect(await loggedIds()).toEqual([]);
  });

  it('goes in as several pages when it is long', async () => {
    const batch = Array.from({ length: 1100 }, (_, index) => event(index + 1, `e${index}`));
    expect(await indexer().index(batch, LATER)).toMatchObject({ logged: 1100, pages: 3 });
    expect(await loggedIds()).toEqual(batch.map((_, index) => `e${index}`));
  });

  it('makes pages of large events small', async () => {
    const large = (index: number) =>
      record(index, JSON.stringify({ _event_id: `e${index}`, _action: 'update', a: 'a'.repeat(300_000) }));
    expect(await indexer().index([large(1), large(2), large(3)], LATER)).toMatchObject({
      logged: 3,
      pages: 3,
    });
  });

  it('drops a repetition, in the same batch or long after', async () => {
    const one = indexer();
    expect(await one.index([event(1, 'a'), event(2, 'a'), event(3, 'b')], LATER)).toMatchObject({
      logged: 2,
      duplicates: 1,
    });
    expect(await indexer().index([event(4, 'b'), event(5, 'c')], LATER)).toMatchObject({
      logged: 1,
      duplicates: 1,
    });
    expect(await loggedIds()).toEqual(['a', 'b', 'c']);
  });

  it('is remembered when it is given again to another process, after a crash behind the page', async () => {
    const batch = [event(1, 'a'), event(2, 'b')];
    await indexer({ log: without('remember') }).index(batch, LATER);
    expect(await log.seen(['a', 'b'])).toEqual(new Set());
    expect(await indexer().index(batch, LATER)).toMatchObject({ logged: 0, failed: 0 });
    expect(await log.seen(['a', 'b'])).toEqual(new Set(['a', 'b']));
  });

  it('is shown by a process that knew an older tail, after a crash that left it remembered but not shown', async () => {
    const old = indexer();
    await old.index([event(1, 'a')], LATER);
    expect((await indexer({ log: without('show') }).index([event(2, 'b')], LATER)).failed).toBe(1);
    expect(Object.values((await log.ends()).latest)).toContain(1);
    await old.index([event(2, 'b')], LATER);
    expect(Object.values((await log.ends()).latest)).toContain(2);
  });

  it('is told to readers at no time before it is in the log', async () => {
    const order: string[] = [];
    const watched = new Proxy(log, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        return typeof value === 'function'
          ? (...parameters: unknown[]) => {
              order.push(String(name));
              return value.apply(target, parameters);
            }
          : value;
      },
    });
    await indexer({ log: watched }).index([event(1, 'a')], LATER);
    expect(order).toEqual(['partitions', 'tail', 'seen', 'append', 'show', 'remember']);
    // A process that has been here before needs no more than this.
    order.length = 0;
    const again = indexer({ log: watched });
    await again.index([event(2, 'b')], LATER);
    order.length = 0;
    await again.index([event(3, 'c')], LATER);
    expect(order).toEqual(['seen', 'append', 'show', 'remember']);
  });

  /** A log that fails at one kind of call. */
  function without(call: string): MemoryFeedLog {
    return new Proxy(log, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (name === call) return () => Promise.reject(new Error(`${call} is out of order`));
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
});
