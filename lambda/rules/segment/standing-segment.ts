import type { CommitReader } from '../../domain/commit.ts';
import type { Fields, RecordKey, StoredRecord } from '../../domain/record.ts';
import type { SEGMENT_STATUSES } from '../../model/segment.ts';

/** The key of a segment, which owns itself. */
export function segmentKey(segmentId: string): RecordKey {
  return { owner: `Segment#${segmentId}`, type: 'Segment', id: segmentId };
}

/** A segment as it stands; undefined when there is none of this id. */
export async function standingSegment(
  reader: Pick<CommitReader, 'records'>,
  segmentId: string,
): Promise<StoredRecord | undefined> {
  const [record] = await reader.records([segmentKey(segmentId)]);
  return record;
}

/** The status that a segment has on a day: one that has ended is inactive, whatever it says. */
export function statusOn(fields: Fields, day: string): (typeof SEGMENT_STATUSES)[number] {
  const { status, endDate } = fields;
  if (status === 'DELETED' || status === 'INACTIVE') return status;
  return typeof endDate === 'string' && endDate < day ? 'INACTIVE' : 'ACTIVE';
}
