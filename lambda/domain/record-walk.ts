import type { StoredRecord } from './record.ts';

/** A part of all records: `segment` of `segments`, from 0. The segments share no record, and leave none out. */
export interface WalkSegment {
  readonly segment: number;
  readonly segments: number;
}

/** What is asked of a walk: the next page of a segment. */
export interface WalkRequest extends WalkSegment {
  /** Object types to see: `Customer`. */
  readonly types: readonly string[];
  /** A page's `next`, of a walk in the same segment. @default the beginning */
  readonly after?: string | undefined;
  /** At most so many records are looked at, of whatever type. @default what one call reads (about a megabyte) */
  readonly limit?: number | undefined;
}

/** A page of a walk. It may be empty although there is more. */
export interface WalkPage {
  readonly records: readonly StoredRecord[];
  /** The place behind the page, a text of printable ASCII; undefined at the segment's end. */
  readonly next?: string;
}

/**
 * Goes through all records, page by page, in an order of its own. A record that stands from the beginning of the walk to its end is seen, once; one that comes or goes meanwhile may be. Each page shows what stood
 * when it was read; deleted records are left out. A walk can be taken up again at any page's `next`, at any time, by anybody.
 * Throws AppError VALIDATION_FAILED for an `after` that no page of the segment can have given.
 */
export interface RecordWalk {
  page(request: WalkRequest): Promise<WalkPage>;
}

/** All of a segment, record by record; pages are read as they are needed. */
export async function* walkRecords(walk: RecordWalk, request: WalkRequest): AsyncGenerator<StoredRecord> {
  let after = request.after;
  do {
    const { records, next } = await walk.page({ ...request, after });
    yield* records;
    after = next;
  } while (after !== undefined);
}
