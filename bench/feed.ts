import { setTimeout as pause } from 'node:timers/promises';
import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';
import { median } from './measure.ts';
import { BenchFeed, BenchReader, type FeedMode, type FeedUse } from './start-feed-server.ts';

const MODES: readonly FeedMode[] = ['feed', 'feed, from pages', 'bare', 'write an event'];
const READERS = [1, 10, 100] as const;
/** Events of one round. */
const EVENTS: Readonly<Record<number, number>> = { 1: 100_000, 10: 60_000, 100: 16_000 };

/** Events before it: a server that has run a while has warm code. */
const WARM_UP: Readonly<Record<number, number>> = { 1: 50_000, 10: 20_000, 100: 4_000 };

interface Sent {
  /** Events that reached all readers, a second. */
  readonly perSecond: number;
  /** Of the server, microseconds for an event to a reader. */
  readonly cpuUs: number;
}

/** One round: so many events to so many readers at once, by one server. */
async function round(mode: FeedMode, readers: number, events: number): Promise<Sent> {
  const feed = await BenchFeed.start(mode);
  const connected = await Promise.all(Array.from({ length: readers }, () => BenchReader.connect(feed.port)));
  try {
    const warmUp = WARM_UP[readers] ?? 0;
    await feed.send(warmUp);
    await Promise.all(connected.map((reader) => reader.until(warmUp)));
    await feed.send(events);
    const started = performance.now();
    await Promise.all(connected.map((reader) => reader.until(warmUp + events)));
    const seconds = (performance.now() - started) / 1000;
    const { cpuMs } = await feed.use();
    return { perSecond: events / seconds, cpuUs: (cpuMs * 1000) / (events * readers) };
  } finally {
    for (const reader of connected) reader.close();
    feed.stop();
  }
}

async function throughput({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const rows: string[][] = [
    ['readers', 'way', 'events a second', 'of bare', 'CPU µs a delivery', 'of one write an event'],
  ];
  for (const readers of READERS) {
    const found = new Map<FeedMode, Sent[]>();
    for (let turn = 0; turn < (quick ? 1 : 3); turn += 1) {
      for (const mode of MODES) {
        progress(`${readers} readers, round ${turn + 1}, ${mode}`);
        // A write an event takes long enough with fewer.
        const share = (quick ? 4 : 1) * (mode === 'write an event' ? 5 : 1);
        const sent = await round(mode, readers, (EVENTS[readers] ?? 0) / share);
        found.set(mode, [...(found.get(mode) ?? []), sent]);
      }
    }
    const middle = (mode: FeedMode, of: (sent: Sent) => number) => median((found.get(mode) ?? []).map(of));
    const rate = (mode: FeedMode) => middle(mode, ({ perSecond }) => perSecond);
    const cpu = (mode: FeedMode) => middle(mode, ({ cpuUs }) => cpuUs);
    for (const mode of MODES)
      rows.push([
        ...[String(readers), mode, `${Math.round(rate(mode) / 100) / 10}k`],
        ...[(rate(mode) / rate('bare')).toFixed(2), cpu(mode).toFixed(2)],
        (cpu(mode) / cpu('write an event')).toFixed(2),
      ]);
  }
  return {
    title: 'Change stream: frames of 510 bytes to all readers, as fast as they are taken',
    rows,
    notes: [
      'Server and readers are processes of their own on the same cores. `bare`: node:http, bytes that were made before, 128 kB a write: what the sockets take.',
      '`write an event`: node:http, each frame made before and written to every reader in a turn of the event loop of its own, as events come (within one turn node:http joins them).',
      '`feed`: everything but the token and the database: ends, ids, frames, back-pressure, audit trail. `feed, from pages`: and the pages of 25 events, unzipped and parsed.',
    ],
  };
}

const PACE = 2_000;

/** Events as they come, to a hundred readers: what the server works. */
async function paced({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const rows: string[][] = [['way', 'CPU of one core', 'CPU µs a delivery', 'of one write an event']];
  const [readers, seconds] = [100, quick ? 2 : 5];
  const found = new Map<FeedMode, number[]>();
  for (let turn = 0; turn < (quick ? 1 : 3); turn += 1) {
    for (const mode of ['write an event', 'bare', 'feed'] as const) {
      progress(`${PACE} events a second to ${readers} readers, round ${turn + 1}, ${mode}`);
      const feed = await BenchFeed.start(mode);
      const connected = await Promise.all(
        Array.from({ length: readers }, () => BenchReader.connect(feed.port)),
      );
      await feed.pace(PACE, 2);
      await feed.pace(PACE, seconds);
      await Promise.all(connected.map((reader) => reader.until(PACE * (2 + seconds))));
      const { cpuMs } = await feed.use();
      found.set(mode, [...(found.get(mode) ?? []), (cpuMs * 1000) / (PACE * seconds * readers)]);
      for (const reader of connected) reader.close();
      feed.stop();
    }
  }
  const most = median(found.get('write an event') ?? []);
  for (const [mode, all] of found) {
    const us = median(all);
    rows.push([mode, `${((us * PACE * readers) / 1e4).toFixed(1)} %`, us.toFixed(2), (us / most).toFixed(2)]);
  }
  return {
    title: `Change stream: ${PACE} events a second, as they come, to ${readers} readers`,
    rows,
    notes: [
      '`bare` joins what is due every 20 ms, made before: what node:http and the sockets take at the window of the feed.',
    ],
  };
}

const AT = /"at":(\d+)/g;

/** Events one by one, at a pace: how long each takes from the log to the reader. */
async function latency({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const rows: string[][] = [
    [
      'events a second',
      'median ms',
      '99th percentile ms',
      'units of the ends a second',
      'units of pages an event',
    ],
  ];
  for (const everyMs of [1_000, 100, 5]) {
    progress(`an event every ${everyMs} ms`);
    const feed = await BenchFeed.start('feed, from pages');
    const reader = await BenchReader.connect(feed.port);
    const took: number[] = [];
    reader.onPiece = (piece) => {
      for (const [, at] of piece.toString('latin1').matchAll(AT)) took.push(Date.now() - Number(at));
    };
    const seconds = quick ? 2 : 10;
    const started = performance.now();
    const before = await feed.use();
    while (performance.now() - started < seconds * 1000) {
      await feed.send(1);
      await pause(everyMs);
    }
    await reader.until(took.length);
    const ran = (performance.now() - started) / 1000;
    const { endsUnits, pageUnits } = await feed.use();
    const sorted = took.toSorted((a, b) => a - b);
    rows.push([
      ...[String(1000 / everyMs), String(median(sorted)), String(sorted[Math.floor(sorted.length * 0.99)])],
      ((endsUnits - before.endsUnits) / ran).toFixed(1),
      ((pageUnits - before.pageUnits) / took.length).toFixed(2),
    ]);
    reader.close();
    feed.stop();
  }
  return {
    title: 'Change stream: from the log to the frame',
    rows,
    notes: [
      'Each event is a page of its own here, which is the most that it can cost. A process reads once for all its readers: an event costs a reader its share.',
    ],
  };
}

/** Readers that nothing is sent to. */
async function idle({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const rows: string[][] = [
    ['readers', 'request units a second', 'CPU ms a second', 'kB of memory a reader'],
  ];
  for (const readers of [1, 100, 1_000]) {
    progress(`${readers} idle readers`);
    const feed = await BenchFeed.start('feed, from pages');
    const connected: BenchReader[] = [];
    await feed.send(0);
    const alone = await feed.use();
    while (connected.length < readers)
      connected.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(100, readers) }, () => BenchReader.connect(feed.port)),
        )),
      );
    // Until the tail looks as seldom as it ever does.
    await pause(3_000);
    await feed.send(0);
    const before = await feed.use();
    const seconds = quick ? 2 : 20;
    await pause(seconds * 1000);
    const after = await feed.use();
    rows.push([
      ...[String(readers), ((unitsOf(after) - unitsOf(before)) / seconds).toFixed(1)],
      ((after.cpuMs - before.cpuMs) / seconds).toFixed(2),
      ((1000 * (before.rssMb - alone.rssMb)) / readers).toFixed(0),
    ]);
    for (const reader of connected) reader.close();
    feed.stop();
  }
  return {
    title: 'Change stream: readers that wait',
    rows,
    notes: [
      'However many readers a process has, it looks at the ends of the log four times a second, one unit each.',
    ],
  };
}

function unitsOf({ endsUnits, pageUnits }: FeedUse): number {
  return endsUnits + pageUnits;
}

/** What reading on costs, for pages of different sizes. */
async function units({ progress }: BenchmarkOptions): Promise<Finding> {
  const rows: string[][] = [['readers', 'events at once', 'units an event', 'units an event and reader']];
  for (const [readers, events] of [
    [1, 1],
    [1, 25],
    [1, 50_000],
    [10, 25],
    [100, 25],
  ] as const) {
    progress(`${readers} readers, ${events} events`);
    const feed = await BenchFeed.start('feed, from pages');
    const connected = await Promise.all(
      Array.from({ length: readers }, () => BenchReader.connect(feed.port)),
    );
    const before = await feed.use();
    await feed.send(events);
    await Promise.all(connected.map((reader) => reader.until(events)));
    const an = ((await feed.use()).pageUnits - before.pageUnits) / events;
    rows.push([String(readers), String(events), an.toPrecision(2), (an / readers).toPrecision(2)]);
    for (const reader of connected) reader.close();
    feed.stop();
  }
  return {
    title: 'Change stream: read request units of the log',
    rows,
    notes: [
      'Pages of up to 25 events, as the indexer makes them of a batch of 200 in eight partitions; consistent reads, 4 kB a unit. The looks at the ends come on top.',
    ],
  };
}

/** The data feed against a bare node:http writer of the same bytes. */
export const feed: Benchmark = {
  name: 'feed',
  about: 'data feed: events to many readers, latency, idle readers',
  run: async (options) => [
    await throughput(options),
    await paced(options),
    await latency(options),
    await units(options),
    await idle(options),
  ],
};
