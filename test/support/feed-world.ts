import { GzipIdCodec } from '../../lambda/adapters/gzip/gzip-id-codec.ts';
import { MemoryAuditLog } from '../../lambda/adapters/memory/memory-audit-log.ts';
import { MemoryFeedLog } from '../../lambda/adapters/memory/memory-feed-log.ts';
import { MemoryRecordStore } from '../../lambda/adapters/memory/memory-record-store.ts';
import { MemoryRecordWalk } from '../../lambda/adapters/memory/memory-record-walk.ts';
import { MemorySubscriptions } from '../../lambda/adapters/memory/memory-subscriptions.ts';
import type { Clock } from '../../lambda/domain/clock.ts';
import type { FeedAction, FeedLogReader } from '../../lambda/domain/feed-log.ts';
import { feedPermissions } from '../../lambda/domain/feed-permissions.ts';
import type { Role } from '../../lambda/domain/role.ts';
import { ClientViews } from '../../lambda/feed/client-views.ts';
import { EventIds } from '../../lambda/feed/event-ids.ts';
import type { FeedOptions, FeedSettings } from '../../lambda/feed/feed-connection.ts';
import { FeedTail, type FeedTailOptions } from '../../lambda/feed/feed-tail.ts';
import { openFeed } from '../../lambda/feed/open-feed.ts';
import type { ConnectionEnd, FeedRequest } from '../../lambda/feed/ports.ts';
import type { NewEvent } from '../../lambda/feed-indexer/ports.ts';
import { SseParser } from './sse-frames.ts';
import { SteppedTime } from './stepped-time.ts';

/** 2026-11-22T10:00Z. */
export const NOW = Date.parse('2026-11-22T10:00:00Z');

export interface FeedWorldOptions {
  readonly settings?: Partial<FeedSettings>;
  readonly tail?: Partial<FeedTailOptions>;
  readonly partitions?: number;
  /** The machine's time instead of one in steps. */
  readonly realTime?: boolean;
  /** What some clients may see at most; all others see everything. */
  readonly clients?: readonly object[];
  /** Wraps the log, to count or to fail. */
  readonly disturbed?: (log: FeedLogReader) => FeedLogReader;
}

export interface FeedWorldRequest extends Partial<Omit<FeedRequest, 'query' | 'headers'>> {
  readonly query?: Readonly<Record<string, string>>;
  readonly lastEventId?: string;
}

/** A feed in memory, in stepped time. */
export class FeedWorld {
  readonly time = new SteppedTime(NOW);
  readonly now: Clock;
  readonly log: MemoryFeedLog;
  readonly store = new MemoryRecordStore({ clock: this.time.clock });
  readonly audit = new MemoryAuditLog();
  readonly subscriptions: MemorySubscriptions;
  readonly ids = new EventIds(new GzipIdCodec());
  readonly ends: ConnectionEnd[] = [];
  readonly failures: unknown[] = [];
  readonly options: FeedOptions;
  /** How far the machine's time is put forward. */
  aheadMs = 0;
  #made = 0;
  #connections = 0;

  constructor({
    settings,
    tail,
    partitions = 2,
    clients,
    realTime,
    disturbed = (log) => log,
  }: FeedWorldOptions = {}) {
    this.now = realTime ? () => Date.now() + this.aheadMs : this.time.clock;
    this.log = new MemoryFeedLog({ clock: this.now, partitions });
    this.subscriptions = new MemorySubscriptions(() => this.log.bumpSubscriptions());
    const log = disturbed(this.log);
    const time = { clock: this.now, timer: realTime ? realTimer : this.time.timer };
    const news = {
      logFailed: (failure: unknown) => this.failures.push(failure),
      auditFailed: (failure: unknown) => this.failures.push(failure),
      ended: (end: ConnectionEnd) => this.ends.push(end),
    };
    const permissions = feedPermissions(JSON.stringify([{ client: '*' }, ...(clients ?? [])]));
    this.options = {
      ...{ log, time, news, ids: this.ids, audit: this.audit },
      tail: new FeedTail({ log, ids: this.ids, time, news, ...tail }),
      walk: new MemoryRecordWalk(this.store),
      views: new ClientViews({ subscriptions: this.subscriptions, permissions }),
      settings: { retryMs: 2_000, heartbeatMs: 15_000, connectionMs: 14 * 60_000, ...settings },
    };
  }

  /** Logs events of an owner in a partition, at the present time. */
  async change(
    owner: string,
    about: Partial<NewEvent> & { readonly partition?: number } = {},
  ): Promise<NewEvent> {
    const names = await this.log.partitions();
    const partition = names[about.partition ?? 0] ?? '';
    this.#made += 1;
    const { type = 'Account', action = 'update' as FeedAction } = about;
    const tick = String(this.#made);
    const event: NewEvent = {
      ...{ action, type, owner, tick, changedAt: this.now(), eventId: `e${tick}` },
      header: `{"ref":{"type":"${type}","ids":{"account_no":${owner}}},"tstamp":"x","tick":${tick}}`,
      body: `{"account_no":${owner},"n":${tick}}`,
      ...about,
    };
    const tail = await this.log.tail(partition);
    await this.log.append({ tail, events: [event], loggedAt: this.now(), checkpoints: {} });
    await this.log.show({ [partition]: tail.last + 1 });
    return event;
  }

  request({ query = {}, lastEventId, ...rest }: FeedWorldRequest = {}): FeedRequest {
    return {
      path: '/feed/changes',
      headers: { 'last-event-id': lastEventId },
      caller: { clientId: 'reader', roles: ['feed-reader' as Role], expiresAt: Number.POSITIVE_INFINITY },
      connectionId: `connection-${++this.#connections}`,
      endsBy: Number.POSITIVE_INFINITY,
      signal: new AbortController().signal,
      query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]])),
      ...rest,
    };
  }

  /** Opens a stream. Throws what it is refused with. */
  async connect(about: FeedWorldRequest = {}): Promise<FeedReader> {
    const answer = await openFeed(this.options, this.request(about));
    if (answer.status !== 200) throw new Error(`answered with ${answer.status}`);
    return new FeedReader(answer.chunks, this.time);
  }
}

function realTimer(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}

/** A client of a feed in memory. */
export class FeedReader {
  readonly parser = new SseParser();
  readonly chunks: AsyncGenerator<Buffer, void>;
  text = '';
  writes = 0;
  ended = false;
  readonly #time: SteppedTime;

  constructor(chunks: AsyncGenerator<Buffer, void>, time: SteppedTime) {
    this.chunks = chunks;
    this.#time = time;
  }

  /** Takes the next write. */
  async pull(): Promise<void> {
    const next = await this.#time.until(this.chunks.next());
    if (next.done === true) {
      this.ended = true;
      return;
    }
    this.writes += 1;
    const text = next.value.toString('utf8');
    this.text += text;
    this.parser.push(text);
  }

  /** Reads until so many events have come in all, or it has ended. */
  async read(events: number): Promise<SseParser['events']> {
    while (!this.ended && this.parser.events.length < events) await this.pull();
    return this.parser.events;
  }

  /** Reads to the end. */
  async readAll(): Promise<SseParser['events']> {
    return this.read(Number.POSITIVE_INFINITY);
  }

  /** The client goes. */
  async close(): Promise<void> {
    await this.#time.until(this.chunks.return());
  }
}
