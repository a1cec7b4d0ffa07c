import { setTimeout as pause } from 'node:timers/promises';
import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';
import { median } from './measure.ts';
import { BenchFeed, BenchReader, type FeedMode } from './start-feed-server.ts';

const MODES: readonly FeedMode[] = ['feed', 'bare', 'write an event'];
const READERS = [1, 10, 100] as const;
/** Events of one round. */
const EVENTS: Readonly<Record<number, number>> = { 1: 200_000, 10: 100_000, 100: 20_000 };

const WARM_UP = 2_000;

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
    // The first one makes the code warm, and wakes whoever waits.
    await feed.send(WARM_UP);
    await Promise.all(connected.map((reader) => reader.until(WARM_UP)));
    await feed.send(events);
    const started = performance.now();
    await Promise.all(connected.map((reader) => reader.until(WARM_UP + events)));
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
    for (let turn = 0; turn < (quick ? 1 : 5); turn += 1) {
      for (const mode of MODES) {
        progress(`${readers} readers, round ${turn + 1}, ${mode}`);
        const sent = await round(mode, readers, (EVENTS[readers] ?? 0) / (quick ? 4 : 1));
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
    title: 'Change stream: events of 546 bytes to all readers at once',
    rows,
    notes: [
      'Server and readers are processes of their own on the same cores. `bare`: node:http writing the same bytes, made before, 128 kB a write.',
      '`feed`: everything but the token and the database: ends, pages, ids, frames, back-pressure, audit trail.',
    ],
  };
}

const PACE = 2_000;

/** Events as they come, to a hundred readers: what the server works. */
async function paced({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const rows: string[][] = [['way', 'CPU of one core', 'CPU µs a delivery', 'of one write an event']];
  const [readers, seconds] = [100, quick ? 2 : 8];
  let most = 0;
  for (const mode of ['write an event', 'feed'] as const) {
    progress(`${PACE} events a second to ${readers} readers, ${mode}`);
    const feed = await BenchFeed.start(mode);
    const connected = await Promise.all(
      Array.from({ length: readers }, () => BenchReader.connect(feed.port)),
    );
    await feed.pace(PACE, 2);
    await feed.pace(PACE, seconds);
    await Promise.all(connected.map((reader) => reader.until(PACE * (2 + seconds))));
    const { cpuMs } = await feed.use();
    const us = (cpuMs * 1000) / (PACE * seconds * readers);
    most = Math.max(most, us);
    rows.push([
      mode,
      `${((cpuMs / seconds / 1000) * 100).toFixed(1)} %`,
      us.toFixed(2),
      (us / most).toFixed(2),
    ]);
    for (const reader of connected) reader.close();
    feed.stop();
  }
  return { title: `Change stream: ${PACE} events a second, as they come, to ${readers} readers`, rows };
}

const AT = /"at":(\d+)/g;

/** Events one by one, at a pace: how long each takes from the log to the reader. */
async function latency({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const rows: string[][] = [
    [
      'events a second',
      'median ms',
      '99th percentile ms',
      'reads of the ends a second',
      'reads of events an event',
    ],
  ];
  for (const everyMs of [1_000, 100, 5]) {
    progress(`an event every ${everyMs} ms`);
    const feed = await BenchFeed.start('feed');
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
    const { endsReads, eventReads } = await feed.use();
    const sorted = took.toSorted((a, b) => a - b);
    rows.push([
      ...[String(1000 / everyMs), String(median(sorted)), String(sorted[Math.floor(sorted.length * 0.99)])],
      ((endsReads - before.endsReads) / seconds).toFixed(1),
      ((eventReads - before.eventReads) / took.length).toFixed(2),
    ]);
    reader.close();
    feed.stop();
  }
  return {
    title: 'Change stream: from the log to the frame',
    rows,
    notes: [
      'A read of the ends is one request unit, of events one for each 4 kB of pages; a process reads once for all its readers, so an event costs a reader its share.',
    ],
  };
}

/** Readers that nothing is sent to. */
async function idle({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const rows: string[][] = [['readers', 'reads of the ends a second', 'CPU ms a second', 'MB of memory']];
  for (const readers of [1, 100, 1_000]) {
    progress(`${readers} idle readers`);
    const feed = await BenchFeed.start('feed');
    const connected: BenchReader[] = [];
    while (connected.length < readers)
      connected.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(100, readers) }, () => BenchReader.connect(feed.port)),
        )),
      );
    await pause(500);
    await feed.send(0);
    const before = await feed.use();
    const seconds = quick ? 2 : 20;
    await pause(seconds * 1000);
    const after = await feed.use();
    rows.push([
      ...[String(readers), ((after.endsReads - before.endsReads) / seconds).toFixed(1)],
      ...[((after.cpuMs - before.cpuMs) / seconds).toFixed(2), after.rssMb.toFixed(0)],
    ]);
    for (const reader of connected) reader.close();
    feed.stop();
  }
  return {
    title: 'Change stream: readers that wait',
    rows,
    notes: ['A read of the ends is one request unit, however many readers a process has.'],
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
    await idle(options),
  ],
};
