import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { GzipIdCodec } from '../lambda/adapters/gzip/gzip-id-codec.ts';
import type { FeedLogReader, LoggedEvent } from '../lambda/domain/feed-log.ts';
import { EVERYTHING } from '../lambda/domain/feed-subscription.ts';
import { EventIds } from '../lambda/feed/event-ids.ts';
import { FEED_SETTINGS } from '../lambda/feed/feed-connection.ts';
import { FeedTail } from '../lambda/feed/feed-tail.ts';
import { objectFrame } from '../lambda/feed/frame.ts';
import { openFeed } from '../lambda/feed/open-feed.ts';
import { feedView } from '../lambda/model/feed/feed-view.ts';
import { startStreamServer } from '../lambda/runtime/stream-server.ts';
import { BareServer } from './bare-server.ts';
import { PageTable } from './page-table.ts';
import { ReleasedFeedLog } from './released-feed-log.ts';
import type { FeedCommand, FeedMode } from './start-feed-server.ts';
import { systemTime } from './system-time.ts';

// Run as a child process: a server of its own, so that what readers work is not counted as the server's.
const PARTITIONS = Array.from({ length: 8 }, (_, index) => `4829130${index + 1}`);
/** Consecutive events of a partition: what the indexer makes a page of, when a batch of 200 is spread over 8 partitions. */
const PAGE_EVENTS = 25;
/** Events that a bare server writes at once: 128 kB. */
const JOINED = 250;
const mode = process.argv[2] as FeedMode;
const ids = new EventIds(new GzipIdCodec());
const offsets: Record<string, number> = {};
let made = 0;

/** The next event, of about 350 bytes; its frame has about 510. */
function nextEvent(): { readonly partition: string; readonly event: LoggedEvent } {
  const at = Date.now();
  const partition = PARTITIONS[Math.floor(made / PAGE_EVENTS) % PARTITIONS.length] ?? '';
  const offset = (offsets[partition] ?? 0) + 1;
  offsets[partition] = offset;
  made += 1;
  const [account, tick] = [21_000_000 + (made % 5_000), 29_580_691_950 + made];
  const note = `${randomBytes(48).toString('hex')}${'x'.repeat(94)}`;
  return {
    partition,
    event: {
      ...{ eventId: `event-${made}`, action: 'update', type: 'Account', owner: `Account#${account}` },
      ...{ tick: String(tick), changedAt: at, loggedAt: at, offset },
      header: `{"ref":{"type":"Account","ids":{"account_no":${account}}},"tstamp":"2026-11-22T10:00:00+00:00","tick":${tick}}`,
      body: JSON.stringify({ account_no: account, at, note, client_account_id: `c${account}` }),
    },
  };
}

/** The bytes that the feed sends for the next events. */
function nextFrames(count: number): readonly Buffer[] {
  return Array.from({ length: count }, () => {
    const { event } = nextEvent();
    return Buffer.from(objectFrame({ ...event, id: ids.of(offsets) }));
  });
}

function joined(frames: readonly Buffer[], size: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(frames.length / size) }, (_, index) =>
    Buffer.concat(frames.slice(index * size, (index + 1) * size)),
  );
}

interface Server {
  readonly port: number;
  /** Makes events; the result sends them, all at once. */
  prepare(count: number): Promise<() => void>;
  /** Makes events; the result sends them at a pace. */
  preparePace(perSecond: number, seconds: number): () => Promise<void>;
  units(): { readonly endsUnits: number; readonly pageUnits: number };
}

/** The whole feed, but for the token's check. */
async function feedServer(log: FeedLogReader): Promise<number> {
  const news = { logFailed: console.error, auditFailed: console.error, ended: () => {} };
  const view = feedView(EVERYTHING, undefined);
  const options = {
    ...{ log, ids, time: systemTime, news, settings: FEED_SETTINGS },
    tail: new FeedTail({ log, ids, time: systemTime, news }),
    walk: { page: async () => ({ records: [] }) },
    views: { of: async () => view },
    audit: { append: async () => {} },
  };
  const { port } = await startStreamServer({
    streams: ['/feed/changes'],
    open: (request) => openFeed(options, request),
    commands: {},
    authorize: async () => ({
      ...{ outcome: 'allowed', subject: 's', clientId: 'c', roles: ['feed-reader'], expires: 8e9 },
    }),
    logger: { error: console.error },
    clock: Date.now,
  });
  return port;
}

async function inMemory(): Promise<Server> {
  const log = new ReleasedFeedLog(PARTITIONS);
  return {
    port: await feedServer(log),
    prepare: async (count) => {
      const events = Array.from({ length: count }, nextEvent);
      return () => {
        for (const { partition, event } of events) log.release(partition, event);
      };
    },
    preparePace: (perSecond, seconds) => {
      const events = Array.from({ length: perSecond * seconds }, nextEvent);
      return async () => {
        const started = performance.now();
        for (const [index, { partition, event }] of events.entries())
          log.release(partition, event, started + (1000 * index) / perSecond);
        await pause(1000 * seconds);
      };
    },
    units: () => ({ endsUnits: 0, pageUnits: 0 }),
  };
}

async function fromPages(): Promise<Server> {
  const table = new PageTable(PARTITIONS);
  return {
    port: await feedServer(table.reader),
    prepare: async (count) => {
      const events = Array.from({ length: count }, nextEvent);
      const releases: (() => void)[] = [];
      for (let from = 0; from < count; ) {
        const partition = events[from]?.partition ?? '';
        const other = events.findIndex((one, index) => index > from && one.partition !== partition);
        const until = other === -1 ? count : other;
        const page = events.slice(from, until).map(({ event }) => event);
        releases.push(await table.prepared(partition, page));
        from = until;
      }
      return () => {
        for (const release of releases) release();
      };
    },
    preparePace: () => {
      throw new Error('pages are not paced');
    },
    units: () => table,
  };
}

async function bare(isJoined: boolean): Promise<Server> {
  const server = await BareServer.start();
  return {
    port: server.port,
    prepare: async (count) => {
      const frames = nextFrames(count);
      const writes = isJoined ? joined(frames, JOINED) : frames;
      return () => void (isJoined ? server.sendEach(writes) : server.sendAll(writes));
    },
    preparePace: (perSecond, seconds) => {
      const windowMs = isJoined ? 20 : 1;
      const size = isJoined ? (perSecond * windowMs) / 1000 : 1;
      const writes = joined(nextFrames(perSecond * seconds), size);
      return async () => {
        const started = performance.now();
        for (let sent = 0; sent < writes.length; ) {
          await pause(windowMs);
          const elapsed = (performance.now() - started) / 1000;
          const due = Math.min(writes.length, Math.floor((elapsed * perSecond) / size));
          await server.sendAll(writes.slice(sent, due));
          sent = due;
        }
      };
    },
    units: () => ({ endsUnits: 0, pageUnits: 0 }),
  };
}

const SERVERS: Readonly<Record<FeedMode, () => Promise<Server>>> = {
  feed: inMemory,
  'feed, from pages': fromPages,
  bare: () => bare(true),
  'write an event': () => bare(false),
};
const server = await SERVERS[mode]();
let before = process.cpuUsage();

async function send(events: number): Promise<void> {
  const release = await server.prepare(events);
  globalThis.gc?.();
  before = process.cpuUsage();
  process.send?.({ started: true });
  release();
}

async function pace(perSecond: number, seconds: number): Promise<void> {
  const run = server.preparePace(perSecond, seconds);
  globalThis.gc?.();
  before = process.cpuUsage();
  await run();
  process.send?.({ done: true });
}

process.on('disconnect', () => process.exit(0));
process.on('message', (command: FeedCommand) => {
  if (command.do === 'pace') void pace(command.perSecond, command.seconds);
  else if (command.do === 'send') void send(command.events);
  else {
    const { user, system } = process.cpuUsage(before);
    const { endsUnits, pageUnits } = server.units();
    const rssMb = process.memoryUsage().rss / 1e6;
    process.send?.({ cpuMs: (user + system) / 1000, rssMb, endsUnits, pageUnits });
  }
});
process.send?.({ port: server.port });
