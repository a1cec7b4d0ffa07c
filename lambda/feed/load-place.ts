import type { FeedPosition } from '../domain/feed-log.ts';
import { positionText, readPosition } from '../domain/feed-position.ts';

/** Where a load stands: what it loads, where the change stream will go on, and the last record that was sent. */
export interface LoadPlace {
  /** The end of the feed when the load began. */
  readonly watermark: FeedPosition;
  /** Types as in `ref.type`, sorted: the load is of these to its end. */
  readonly objects: readonly string[];
  /** Where the page that it stands in begins, sealed: that may be at a record that the client may not see. Undefined: the first one. */
  readonly page: string | undefined;
  /** The mark of the record of the page that was sent last; undefined before its first. */
  readonly record: string | undefined;
}

const MARK = 'load';

/** Whether a text is (or wants to be) the place of a load. */
export function isLoadPlace(text: string): boolean {
  return text.startsWith(`["${MARK}",`);
}

/** The text that ids of a load stand for. */
export function loadPlaceText({ watermark, objects, page, record }: LoadPlace): string {
  return JSON.stringify([MARK, positionText(watermark), objects, page ?? null, record ?? null]);
}

/** Reads what `loadPlaceText` writes; undefined for anything else. */
export function readLoadPlace(text: string): LoadPlace | undefined {
  const value = jsonOrUndefined(text);
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const [mark, position, objects, page, record] = value as unknown[];
  if (mark !== MARK || typeof position !== 'string' || !isObjects(objects)) return undefined;
  const read = readPosition(position);
  if ('fault' in read || !isTextOrNull(page) || !isTextOrNull(record)) return undefined;
  return { watermark: read.position, objects, page: page ?? undefined, record: record ?? undefined };
}

/** A load of nothing has no place: it is complete at once. */
function isObjects(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((text, index) => typeof text === 'string' && (index === 0 || value[index - 1] < text))
  );
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
