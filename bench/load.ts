import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DynamoDbRecordWalk } from '../lambda/adapters/dynamodb/dynamodb-record-walk.ts';
import { GzipIdCodec } from '../lambda/adapters/gzip/gzip-id-codec.ts';
import { EVERYTHING } from '../lambda/domain/feed-subscription.ts';
import type { JsonObject } from '../lambda/domain/json.ts';
import { parseJson } from '../lambda/domain/parse-json.ts';
import { EventIds } from '../lambda/feed/event-ids.ts';
import { FEED_SETTINGS } from '../lambda/feed/feed-connection.ts';
import { FeedTail } from '../lambda/feed/feed-tail.ts';
import { openFeed } from '../lambda/feed/open-feed.ts';
import { feedView } from '../lambda/model/feed/feed-view.ts';
import type { Benchmark, Finding } from './benchmark.ts';
import { ChangingRecords, versionIn } from './changing-records.ts';
import { systemTime } from './system-time.ts';

const SAMPLE = path.join(import.meta.dirname, '../test/data/orce-customermod.body.json');
const SAMPLES = 10;
/** How often a chunk is the last one of its connection. */
const CUT = 0.03;
/** Records that change for each chunk that is sent: more than a third of all by the end. */
const CHANGES_A_CHUNK = 25;
const MIB = 1024 * 1024;

/** The seed's customer. */
async function customer(): Promise<JsonObject> {
  const { messages } = JSON.parse(await readFile(SAMPLE, 'utf8')) as { messages: { payload: string }[] };
  return parseJson(messages[0]?.payload ?? '{}') as JsonObject;
}

/** A client that keeps the version of each record that it was sent, and is cut off now and then. */
class Loader {
  readonly seen: Uint32Array;
  lastId: string | undefined;
  isComplete = false;
  frames = 0;
  bytes = 0;
  cuts = 0;
  readonly #records: ChangingRecords;
  readonly #options: Parameters<typeof openFeed>[0];

  constructor(records: ChangingRecords) {
    this.#records = records;
    this.seen = new Uint32Array(records.versions.length);
    const ids = new EventIds(new GzipIdCodec());
    const news = { logFailed: console.error, auditFailed: console.error, ended: () => {} };
    const view = feedView(EVERYTHING, undefined);
    this.#options = {
      ...{ log: records, ids, time: systemTime, news, settings: FEED_SETTINGS },
      tail: new FeedTail({ log: records, ids, time: systemTime, news }),
      walk: new DynamoDbRecordWalk({ client: records.client, table: 'records' }),
      views: { of: async () => view },
      audit: { append: async () => {} },
    };
  }

  /** The chunks of one connection, from where the last one ended. */
  async *chunks(resource: '/feed/load' | '/feed/changes'): AsyncGenerator<Buffer> {
    const answer = await openFeed(this.#options, {
      ...{ path: resource, query: {}, headers: { 'last-event-id': this.lastId } },
      ...{ caller: { clientId: 'bench', roles: ['feed-reader'], expiresAt: Number.MAX_SAFE_INTEGER } },
      ...{ connectionId: 'bench', endsBy: Number.MAX_SAFE_INTEGER, signal: new AbortController().signal },
    });
    if (answer.status === 200) yield* answer.chunks;
  }

  /** Takes a chunk, or only its first frames: false when it was cut off within it. */
  take(chunk: Buffer, isCut: boolean): boolean {
    const frames = chunk.toString().split('\n\n').slice(0, -1);
    const taken = isCut ? Math.ceil(Math.random() * frames.length) : frames.length;
    for (const frame of frames.slice(0, taken)) {
      const { index, version } = versionIn(frame) ?? {};
      if (index !== undefined && version !== undefined) {
        this.seen[index] = Math.max(version, this.seen[index] ?? 0);
        this.frames += 1;
      }
      this.lastId = /\nid:(.*)$/.exec(frame)?.[1] ?? this.lastId;
      this.isComplete ||= frame.includes('\nevent:load-complete\n');
    }
    this.bytes += chunk.length;
    if (taken < frames.length) this.cuts += 1;
    return taken === frames.length;
  }

  /** How many records it has otherwise than they are. */
  get wrong(): number {
    return this.#records.versions.reduce(
      (sum, version, index) => sum + (this.seen[index] === version ? 0 : 1),
      0,
    );
  }
}

/** What is held after a collection, by tenths of the way. */
function held(): readonly string[] {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return [heapUsed, external, rss].map((bytes) => (bytes / MIB).toFixed(1));
}

/** A load of many records while they change, cut off again and again, and the changes behind it. */
export const load: Benchmark = {
  name: 'load',
  about: 'a load of 100,000 records while they change: memory, time, request units',
  async run({ quick, progress }): Promise<readonly Finding[]> {
    const count = quick ? 10_000 : 100_000;
    const records = new ChangingRecords(count, await customer());
    const loader = new Loader(records);
    const rows = [['records loaded', 'heap, MiB', 'outside the heap', 'resident']];
    let [cpuMs, wallMs] = [0, 0];
    while (!loader.isComplete) {
      let [cpu, started] = [process.cpuUsage(), performance.now()];
      for await (const chunk of loader.chunks('/feed/load')) {
        const used = process.cpuUsage(cpu);
        cpuMs += (used.user + used.system) / 1000 - records.takeCpuMs();
        wallMs += performance.now() - started;
        const isWhole = loader.take(chunk, Math.random() < CUT);
        records.change(CHANGES_A_CHUNK);
        if (loader.frames >= (rows.length * count) / SAMPLES || loader.isComplete) {
          progress(`${loader.frames} records`);
          rows.push([loader.frames.toLocaleString('en'), ...held()]);
        }
        if (!isWhole) break;
        [cpu, started] = [process.cpuUsage(), performance.now()];
      }
    }
    const { frames: loaded, cuts, bytes } = loader;
    const { units } = records;
    progress('the changes behind it');
    if (loader.wrong === 0) throw new Error('nothing changed while it was loaded');
    for await (const chunk of loader.chunks('/feed/changes')) {
      loader.take(chunk, false);
      if (loader.frames - loaded >= records.changes) break;
    }
    if (loader.wrong > 0) throw new Error(`${loader.wrong} records are not as they are in the table`);
    return [
      { title: `A load of ${count} records, in one connection after the other`, rows },
      {
        title: 'What it takes',
        rows: [
          ['', ''],
          ['records a second, of one core', Math.round((1000 * loaded) / cpuMs).toLocaleString('en')],
          ['CPU µs a record', ((1000 * cpuMs) / loaded).toFixed(1)],
          ['bytes a record', (bytes / loaded).toFixed(0)],
          ['read request units a record', (units / count).toFixed(2)],
          ['of which records of pages that were begun again', (1 - records.least / units).toFixed(2)],
          ['cut off at a frame', String(cuts)],
          ['records sent twice', String(loaded - count)],
          ['changes meanwhile', records.changes.toLocaleString('en')],
          ['records otherwise than in the table, at the end of the changes', String(loader.wrong)],
        ],
        notes: [
          `Wall time of the stream alone: ${(wallMs / 1000).toFixed(1)} s. The table is a stub in the process that answers at once: no client of AWS, no network; what the stub works is not counted.`,
        ],
      },
    ];
  },
};
