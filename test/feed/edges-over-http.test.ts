import { DynamoDbFeedLogWriter } from '../../lambda/adapters/dynamodb/dynamodb-feed-log-writer.ts';
import { FEED_RETENTION_MS } from '../../lambda/domain/feed-log.ts';
import type { StreamServer } from '../../lambda/runtime/stream-server.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { newEvent, newPage } from '../support/feed-events.ts';
import { FeedSite } from '../support/feed-site.ts';
import { FEED_TABLES, fakeFeedTables } from '../support/feed-tables.ts';
import { SseParser } from '../support/sse-frames.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const HOUR_MS = 60 * 60 * 1000;

/** A feed of two partitions, that events were logged in at these times; and a server of it, at NOW. */
class Edge {
  readonly feed = fakeFeedTables().fake;
  readonly records = new FakeDynamoDb();
  readonly site: FeedSite;
  partitions: readonly string[] = [];
  now = NOW;
  readonly #writer: DynamoDbFeedLogWriter;
  #server: StreamServer | undefined;

  constructor(clients: readonly object[] = []) {
    const clock = () => this.now;
    this.#writer = new DynamoDbFeedLogWriter({
      ...{ client: this.feed.client(), tables: FEED_TABLES, partitions: 2, clock, random: () => 0.5 },
    });
    this.site = new FeedSite({ records: this.records, feed: this.feed, clock, clients, tail: { idleMs: 5 } });
  }

  async start(): Promise<this> {
    this.partitions = await this.#writer.partitions();
    this.#server = await this.site.start();
    return this;
  }

  async log(name: string, at: number, type = 'Account'): Promise<void> {
    const [partition = ''] = this.partitions;
    const tail = await this.#writer.tail(partition);
    const event = newEvent(name, { type, body: `{"account_no":1,"name":"${name}"}` });
    await this.#writer.append(newPage(tail, [], { events: [event], loggedAt: at }));
    await this.#writer.show({ [partition]: tail.last + 1 });
  }

  id(offset: number): string {
    return this.site.ids.of({ [this.partitions[0] ?? '']: offset });
  }

  /** The answer to a request; of a stream, what comes until so many events are there. */
  async get(path: string, { lastId, events = 1 }: { lastId?: string; events?: number } = {}) {
    const gone = new AbortController();
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    const url = `http://127.0.0.1:${this.#server?.port}${path}`;
    const response = await fetch(url, { headers, signal: gone.signal });
    const { status } = response;
    if (status !== 200) return { status, problem: JSON.parse((await response.text()) || '{}'), names: [] };
    const parser = new SseParser();
    const body = response.body ?? new ReadableStream();
    for await (const piece of body.pipeThrough(new TextDecoderStream())) {
      parser.push(piece);
      if (parser.events.length >= events) break;
    }
    gone.abort();
    const names = parser.events.map(({ event, data }) =>
      event === 'gap' ? 'gap' : JSON.parse(data.split('\n')[1] ?? '').name,
    );
    return { status, problem: {}, names: names.slice(0, events) };
  }

  async stop(): Promise<void> {
    await this.#server?.close();
  }
}

describe('the edge of what is kept, over HTTP', () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await new Edge().start();
    await edge.log('gone', NOW - FEED_RETENTION_MS - 1);
    await edge.log('at the edge', NOW - FEED_RETENTION_MS);
    await edge.log('a day ago', NOW - 24 * HOUR_MS);
    await edge.log('an hour ago', NOW - HOUR_MS);
    await edge.log('a minute ago', NOW - 60_000);
  });

  afterAll(() => edge.stop());

  it.each([
    ...['2day', '48hour', '2880minute', '2026-11-20T10:00:00Z', '2026-11-20T12:00:00%2B02:00'].map((from) => [
      from,
      'at the edge',
    ]),
    ...['1day', '24hour', '1440minute', '2026-11-21T10:00:00.000Z'].map((from) => [from, 'a day ago']),
    ...['1hour', '60minute', '2026-11-22T11:00:00+02:00'].map((from) => [from, 'an hour ago']),
    ['1minute', 'a minute ago'],
  ])('from=%s begins %s', async (from, name) => {
    expect(await edge.get(`/feed/changes?from=${from}`)).toMatchObject({ status: 200, names: [name] });
  });

  it.each(['3day', '49hour', '2881minute', '999999day', '2026-11-20T09:59:59.999Z', '0000-01-01T00:00:00Z'])(
    'from=%s is a 410 whose earliest id begins at the edge; or a gap, and then the edge',
    async (from) => {
      const { status, problem } = await edge.get(`/feed/changes?from=${from}`);
      expect([status, problem.code]).toEqual([410, 'EVENTS_GONE']);
      expect(await edge.get('/feed/changes', { lastId: problem.earliestId })).toMatchObject({
        names: ['at the edge'],
      });
      const resumed = await edge.get(`/feed/changes?from=${from}&onGap=resume`, { events: 2 });
      expect(resumed.names).toEqual(['gap', 'at the edge']);
    },
  );

  it('an id behind which something has gone is a 410, and the next one is not', async () => {
    expect(await edge.get('/feed/changes', { lastId: edge.id(0) })).toMatchObject({ status: 410 });
    expect(await edge.get('/feed/changes', { lastId: edge.id(1) })).toMatchObject({ names: ['at the edge'] });
    expect(await edge.get('/feed/load', { lastId: edge.id(0) })).toMatchObject({ status: 204 });
  });

  it('any id that was cut off, lengthened, or changed in one character is a 400, or says what it did', async () => {
    const good = edge.id(4);
    const bad = [
      ...Array.from(good, (_, end) => good.slice(0, end)).slice(1),
      ...Array.from(good, (char, at) => good.slice(0, at) + (char === 'A' ? 'B' : 'A') + good.slice(at + 1)),
      ...[`${good}AAAA`, `${good},${good}`, `"${good}"`, '%00', '{"1":1}', 'x'.repeat(8_000)],
      ...['{"1":1}', '{"4":-1}', '[]', '{}x', 'null', '', `{"${edge.partitions[0]}":99}`].map((text) =>
        edge.site.ids.pack(text),
      ),
      ...['["load","{}",["Account"],"x",null]', '["load","{}",[],null,null]', '["load"'].map((text) =>
        edge.site.ids.pack(text),
      ),
      edge.site.ids.of({ 11111101: 1 }),
      'H4sIAAAAAAAAAKtWMjRUsjI0MTA0Ma8FAG50BJUNAAAA',
    ];
    for (const id of bad) {
      const { status, problem } = await edge.get('/feed/changes', { lastId: id });
      expect([id, status, problem.code]).toEqual([id, 400, 'EVENT_ID_INVALID']);
      expect(problem.detail.length).toBeGreaterThan(20);
    }
  });

  it.each([
    ...['yesterday', '1%20day', '-1day', '1week', '1.5hour', '2026-11-20', '2027-01-01T00:00:00Z', '%00'].map(
      (from) => `from=${from}`,
    ),
    ...['form=1day', 'onGap=skip', 'from=1day&from=2day', 'lastEventId=AAAA', 'objects=Account'],
  ])('?%s is a 400 that says what there is', async (query) => {
    const { status, problem } = await edge.get(`/feed/changes?${query}`);
    expect([status, problem.status]).toEqual([400, 400]);
    expect(problem.detail.length).toBeGreaterThan(20);
  });

  it.each(['["load","{}",["Nothing"],null,null]', '["load","{}",["Account"],"x/y","z"]'])(
    'the forged place %s is no place of a load: 400',
    async (text) => {
      const { status, problem } = await edge.get('/feed/load', { lastId: edge.site.ids.pack(text) });
      expect([status, problem.code]).toEqual([400, 'EVENT_ID_INVALID']);
    },
  );
});
