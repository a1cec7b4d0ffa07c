import { FEED_RETENTION_MS } from '../../domain/feed-log.ts';
import type { Item } from './attribute-value.ts';

/** The two tables of the feed by what they hold. */
export interface FeedTableNames {
  /** Events, for two days, and where the partitions end. */
  readonly log: string;
  /** What is little and lasts: the ends that readers look at, subscriptions. */
  readonly state: string;
}

/** Attributes of the feed's rows. */
export const FEED_ROW = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Time to live, epoch seconds. */
  expires: 'expires',
  /** Page, tail: when it was logged, epoch milliseconds. */
  loggedAt: 'logged_at',
  /** Page: how many events it has, in how many rows it lies, and its bytes. */
  events: 'events',
  parts: 'parts',
  page: 'page',
  /** Tail: offset of the partition's latest event. */
  last: 'last',
  /** Tail: JSON of the checkpoints. */
  checkpoints: 'checkpoints',
  /** Moment: offset of the first event that was logged then. */
  first: 'first',
  /** Ends: the number that names this feed and no other, and how many partitions it has. */
  feed: 'feed',
  partitions: 'partitions',
  /** Ends: grows with every change of a subscription. */
  subscriptionsVersion: 'subscriptions_version',
  /** Ends: what is sealed in ids is sealed with this. */
  sealKey: 'seal_key',
} as const;

/** Rows stay a while longer than they are served, so that no reader finds a hole. */
const PAGE_KEPT_MS = FEED_RETENTION_MS + 6 * 60 * 60 * 1000;
/** Longer than an event is served: its repetition is dropped as long as the first one is there. */
const EVENT_KEPT_MS = FEED_RETENTION_MS + 60 * 60 * 1000;

const OFFSET_DIGITS = 16;
const TIME_DIGITS = 15;
const PART_DIGITS = 2;

const key = (partition: string, sort: string): Item => ({
  [FEED_ROW.partitionKey]: { S: partition },
  [FEED_ROW.sortKey]: { S: sort },
});

/** The ends of the log, in the state table: one row, made by whoever comes first. */
export const ENDS_KEY = key('feed', 'ends');

/** The attribute of the ends that has a partition's latest offset. */
export function latestAttribute(partition: string): string {
  return `latest_${partition}`;
}

/** Where a partition ends; this row stays. */
export function tailKey(partition: string): Item {
  return key(`tail#${partition}`, 'tail');
}

/** Partition of the pages of a log partition. */
export function pagesPartition(partition: string): string {
  return `page#${partition}`;
}

/** A part of a page; pages are in the order of their first offsets, parts of a page (from 0) in theirs. */
export function pageKey(partition: string, first: number, part: number): Item {
  return key(pagesPartition(partition), `${offsetText(first)}.${String(part).padStart(PART_DIGITS, '0')}`);
}

/** Offset of the first event of the page that a row belongs to, and which part of it the row is. */
export function pagePlace(item: Item): { first: number; part: number } {
  const [first, part] = (item[FEED_ROW.sortKey]?.S ?? '').split('.');
  return { first: Number(first), part: Number(part) };
}

/** An offset as text that sorts as the number does. */
export function offsetText(offset: number): string {
  return String(offset).padStart(OFFSET_DIGITS, '0');
}

/** Partition of the moments at which a log partition got pages. */
export function momentsPartition(partition: string): string {
  return `moment#${partition}`;
}

/** A moment, as text that sorts as the time does, in milliseconds. */
export function momentText(time: number): string {
  return String(Math.max(0, Math.ceil(time))).padStart(TIME_DIGITS, '0');
}

/** One page's moment: several of a millisecond are in the order of their offsets. */
export function momentKey(partition: string, page: { loggedAt: number; first: number }): Item {
  return key(momentsPartition(partition), `${momentText(page.loggedAt)}.${offsetText(page.first)}`);
}

/** That an event is in the log. */
export function eventKey(eventId: string): Item {
  return key(`event#${eventId}`, 'event');
}

/** Time to live of pages and moments. */
export function pageExpiry(loggedAt: number): Item {
  return { [FEED_ROW.expires]: { N: String(Math.ceil((loggedAt + PAGE_KEPT_MS) / 1000)) } };
}

/** Time to live of what is remembered of an event. */
export function eventExpiry(now: number): Item {
  return { [FEED_ROW.expires]: { N: String(Math.ceil((now + EVENT_KEPT_MS) / 1000)) } };
}

/** A number attribute; 0 where there is none. */
export function numberOf(item: Item | undefined, attribute: string): number {
  return Number(item?.[attribute]?.N ?? 0);
}
