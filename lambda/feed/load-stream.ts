import type { FeedLogReader, FeedObject } from '../domain/feed-log.ts';
import { type StoredRecord, sortKey } from '../domain/record.ts';
import type { RecordWalk, WalkPage } from '../domain/record-walk.ts';
import type { FeedView } from '../model/feed/feed-view.ts';
import type { FeedChunk, StreamEnd, StreamSettings } from './change-stream.ts';
import type { EventIds } from './event-ids.ts';
import { heartbeatFrame, objectFrame, ownFrame, retryFrame } from './frame.ts';
import { type LoadPlace, loadPlaceText } from './load-place.ts';
import type { FeedTime, FeedViews } from './ports.ts';
import { SentSummary } from './sent-summary.ts';

export interface LoadStreamOptions {
  readonly walk: RecordWalk;
  readonly log: Pick<FeedLogReader, 'ends'>;
  readonly ids: EventIds;
  readonly time: FeedTime;
  readonly views: FeedViews;
  readonly clientId: string;
  /** How records are shown; undefined for one that is not. */
  readonly rendered: (record: StoredRecord) => FeedObject | undefined;
  /** Where it begins, or goes on. */
  readonly place: LoadPlace;
  /** The feed's, for what is sealed in ids. Without one, a load is taken up from its beginning. */
  readonly sealKey: string | undefined;
  /** What the records of its objects are called. */
  readonly recordTypes: readonly string[];
  readonly settings: StreamSettings;
  readonly endsAt: number;
  readonly signal: AbortSignal;
}

/** One segment holds all: a load has one place. */
const WHOLE = { segment: 0, segments: 1 };
/** Records that are looked at in one step: what is resumed in the middle of a page reads it again. */
const PAGE_RECORDS = 500;
/** Characters of a chunk, about. */
const CHUNK_LENGTH = 128 * 1024;

/**
 * The load stream of one client: the records of the chosen types as they are when they are read, then `load-complete`, whose id begins the change
 * stream where the load began. A page is read when the one before has been taken. Each frame's id takes the load up behind that frame. Throws
 * what the walk throws.
 */
export class LoadStream {
  readonly #options: LoadStreamOptions;
  #place: LoadPlace;
  /** Where the page begins. */
  #after: string | undefined;
  #first: WalkPage | undefined;
  #lastSentAt: number;

  constructor(options: LoadStreamOptions) {
    this.#options = options;
    this.#place = options.place;
    const { ids, place, sealKey } = options;
    this.#after =
      place.page === undefined || sealKey === undefined ? undefined : ids.open(place.page, sealKey);
    this.#lastSentAt = options.time.clock();
  }

  /** Reads the first page, so that a place that is none is found before anything has been sent. Throws what the walk throws. */
  async begin(): Promise<void> {
    this.#first = await this.#page();
  }

  async *chunks(): AsyncGenerator<FeedChunk, StreamEnd> {
    const { settings, time } = this.#options;
    yield this.#own(retryFrame(settings.retryMs));
    while (true) {
      if (this.#over() !== undefined) return this.#over() ?? 'time';
      const page = this.#first ?? (await this.#page());
      this.#first = undefined;
      const view = await this.#view();
      for (const chunk of this.#chunksOf(this.#unsent(page), view)) {
        yield chunk;
        if (this.#over() !== undefined) return this.#over() ?? 'time';
      }
      if (page.next === undefined) break;
      this.#turnTo(page.next);
      if (time.clock() >= this.#lastSentAt + settings.heartbeatMs)
        yield this.#own(heartbeatFrame(this.#id()));
    }
    yield this.#complete();
    return 'done';
  }

  #over(): 'client' | 'time' | undefined {
    if (this.#options.signal.aborted) return 'client';
    return this.#options.time.clock() >= this.#options.endsAt ? 'time' : undefined;
  }

  async #page(): Promise<WalkPage> {
    const { walk, recordTypes } = this.#options;
    // Who is shown nothing has a load all the same, which is complete at once.
    if (recordTypes.length === 0) return { records: [] };
    return walk.page({ ...WHOLE, types: recordTypes, after: this.#after, limit: PAGE_RECORDS });
  }

  #turnTo(page: string): void {
    const { ids, sealKey } = this.#options;
    this.#after = page;
    const sealed = sealKey === undefined ? undefined : ids.seal(page, sealKey);
    this.#place = { ...this.#place, page: sealed, record: undefined };
  }

  /** Names a record within its page; undefined while nothing can be hidden. */
  #markOf({ owner, type, id }: StoredRecord['key']): string | undefined {
    const { ids, sealKey } = this.#options;
    return sealKey === undefined ? undefined : ids.mark(`${owner}/${sortKey({ type, id })}`, sealKey);
  }

  async #view(): Promise<FeedView> {
    const { subscriptionsVersion } = await this.#options.log.ends();
    return this.#options.views.of(this.#options.clientId, subscriptionsVersion);
  }

  /** What of the page comes behind the last record that was sent. When that has gone since, all of it: twice harms nobody. */
  #unsent({ records }: WalkPage): readonly StoredRecord[] {
    const { record } = this.#place;
    const sent = record === undefined ? -1 : records.findIndex(({ key }) => this.#markOf(key) === record);
    return records.slice(sent + 1);
  }

  *#chunksOf(records: readonly StoredRecord[], view: FeedView): Generator<FeedChunk> {
    let text = '';
    let objects: FeedObject[] = [];
    let lastId = '';
    const chunk = (): FeedChunk => {
      const sent = SentSummary.of(objects, lastId);
      const bytes = Buffer.from(text, 'utf8');
      [text, objects] = ['', []];
      this.#lastSentAt = this.#options.time.clock();
      return { bytes, sent };
    };
    for (const record of records) {
      const object = this.#options.rendered(record);
      const body = object && view.bodyOf(object);
      if (object === undefined || body === undefined || !this.#place.objects.includes(object.type)) continue;
      this.#place = { ...this.#place, record: this.#markOf(record.key) };
      lastId = this.#id();
      text += objectFrame({ header: object.header, body, action: 'load', id: lastId });
      objects.push(object);
      if (text.length >= CHUNK_LENGTH) yield chunk();
    }
    if (objects.length > 0) yield chunk();
  }

  #id(): string {
    return this.#options.ids.pack(loadPlaceText(this.#place));
  }

  #complete(): FeedChunk {
    const id = this.#options.ids.of(this.#options.place.watermark);
    return this.#own(ownFrame('load-complete', { objects: this.#place.objects, changesBehind: id }, id));
  }

  #own(text: string): FeedChunk {
    this.#lastSentAt = this.#options.time.clock();
    return { bytes: Buffer.from(text, 'utf8') };
  }
}
