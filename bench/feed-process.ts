import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { GzipIdCodec } from '../lambda/adapters/gzip/gzip-id-codec.ts';
import { EVERYTHING } from '../lambda/domain/feed-subscription.ts';
import { EventIds } from '../lambda/feed/event-ids.ts';
import { FEED_SETTINGS } from '../lambda/feed/feed-connection.ts';
import { FeedTail } from '../lambda/feed/feed-tail.ts';
import { openFeed } from '../lambda/feed/open-feed.ts';
import { feedView } from '../lambda/model/feed/feed-view.ts';
import { STREAM_HEADERS } from '../lambda/runtime/stream-request.ts';
import { startStreamServer } from '../lambda/runtime/stream-server.ts';
import { ReleasedFeedLog } from './released-feed-log.ts';
import type { FeedCommand, FeedMode } from './start-feed-server.ts';

// Run as a child process: a server of its own, so that what readers work is not counted as the server's.
const PARTITIONS = Array.from({ length: 8 }, (_, index) => `4829130${index + 1}`);
const mode = process.argv[2] as FeedMode;
const log = new ReleasedFeedLog(PARTITIONS);
const ids = new EventIds(new GzipIdCodec());
let made = 0;
const offsets: Record<string, number> = {};

/** An event whose frame has about 546 bytes, as the measurements of others have. */
function eventOf(n: number, at: number) {
  const account = 21_000_000 + (n % 5_000);
  return {
    eventId: `event-${n}`,
    action: 'update' as const,
    type: 'Account',
    owner: `Account#${account}`,
    tick: String(29_580_691_950 + n),
    changedAt: at,
    header: `{"ref":{"type":"Account","ids":{"account_no":${account}}},"tstamp":"2026-11-22T10:00:00+00:00","tick":${29_580_691_950 + n}}`,
    body: JSON.stringify({
      account_no: account,
      at,
      note: 'x'.repeat(190),
      client_account_id: `c${account}`,
    }),
  };
}

/** Events, made before the clock runs; the result lets them out. */
function prepared(count: number): () => void {
  const events = Array.from({ length: count }, () => {
    made += 1;
    // Pages of a partition follow one another, as the indexer writes them.
    const partition = PARTITIONS[Math.floor(made / 250) % PARTITIONS.length] ?? '';
    const offset = (offsets[partition] ?? 0) + 1;
    offsets[partition] = offset;
    return { partition, event: { ...eventOf(made, Date.now()), offset, loggedAt: Date.now() } };
  });
  return () => {
    for (const { partition, event } of events) log.release(partition, event);
  };
}

/** The whole feed, but for the token's check. */
function feedServer() {
  const time = {
    clock: Date.now,
    timer: (delayMs: number, callback: () => void) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  };
  const news = { logFailed: console.error, auditFailed: console.error, ended: () => {} };
  const view = feedView(EVERYTHING, undefined);
  const options = {
    ...{ log, ids, time, news, settings: FEED_SETTINGS },
    tail: new FeedTail({ log, ids, time, news }),
    walk: { page: async () => ({ records: [] }) },
    views: { of: async () => view },
    audit: { append: async () => {} },
  };
  return startStreamServer({
    streams: ['/feed/changes'],
    open: (request) => openFeed(options, request),
    commands: {},
    authorize: async () => ({
      ...{ outcome: 'allowed', subject: 's', clientId: 'c', roles: ['feed-reader'], expires: 8e9 },
    }),
    logger: { error: console.error },
    clock: Date.now,
  });
}

/** `node:http` and nothing else: bytes that were made before, in writes of 128 kB, or of one event each. */
async function bareServer(joined: boolean) {
  const responses = new Set<ServerResponse>();
  const server = createServer((_, response) => {
    response.writeHead(200, STREAM_HEADERS);
    response.write('retry:2000\n\n');
    responses.add(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const send = async (response: ServerResponse, writes: readonly Buffer[]) => {
    for (const bytes of writes) if (!response.write(bytes)) await once(response, 'drain');
  };
  return {
    port: (server.address() as AddressInfo).port,
    prepare: (count: number) => {
      const frames = Array.from({ length: count }, (_, n) => {
        const { header, body } = eventOf(n, Date.now());
        const id = ids.of(Object.fromEntries(PARTITIONS.map((partition) => [partition, 140_147 + n])));
        return Buffer.from(`data:${header}\ndata:${body}\nevent:update\nid:${id}\n\n`);
      });
      if (!joined) return frames;
      const perWrite = 240;
      return Array.from({ length: Math.ceil(count / perWrite) }, (_, index) =>
        Buffer.concat(frames.slice(index * perWrite, (index + 1) * perWrite)),
      );
    },
    send: (writes: readonly Buffer[]) => {
      for (const response of responses) void send(response, writes);
    },
    writeNow: (frames: readonly Buffer[]) => {
      for (const frame of frames) for (const response of responses) response.write(frame);
    },
  };
}

/** Events as they come, so many a second; with one write an event each goes out at once. */
async function pace({ perSecond, seconds }: Extract<FeedCommand, { do: 'pace' }>): Promise<void> {
  const total = perSecond * seconds;
  const frames = bare?.prepare(total);
  const events = bare === undefined ? Array.from({ length: total }, () => prepared(1)) : [];
  const started = performance.now();
  before = process.cpuUsage();
  for (let sent = 0; sent < total; ) {
    await pause(1);
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * perSecond));
    bare?.writeNow(frames?.slice(sent, due) ?? []);
    for (const release of events.slice(sent, due)) release();
    sent = due;
  }
}

const bare = mode === 'feed' ? undefined : await bareServer(mode === 'bare');
const { port } = bare ?? (await feedServer());
let before = process.cpuUsage();

process.on('disconnect', () => process.exit(0));
process.on('message', (command: FeedCommand) => {
  if (command.do === 'pace') {
    void pace(command).then(() => process.send?.({ done: true }));
    return;
  }
  if (command.do === 'send') {
    const writes = bare?.prepare(command.events);
    const release = bare === undefined ? prepared(command.events) : () => {};
    globalThis.gc?.();
    before = process.cpuUsage();
    process.send?.({ started: true });
    if (writes === undefined) release();
    else bare?.send(writes);
    return;
  }
  const { user, system } = process.cpuUsage(before);
  const { endsReads, eventReads } = log;
  process.send?.({
    cpuMs: (user + system) / 1000,
    rssMb: process.memoryUsage().rss / 1e6,
    endsReads,
    eventReads,
  });
});
process.send?.({ port });
