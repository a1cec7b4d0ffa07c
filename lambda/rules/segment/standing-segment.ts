import { isJsonArray, type JsonObject, type JsonValue, objectsIn } from '../../domain/json.ts';
import type { RecordKey, StoredRecord } from '../../domain/record.ts';
import { exactObject } from '../../model/exact-json.ts';
import { SEGMENT, type SEGMENT_STATUSES, type SEGMENT_TYPES } from '../../model/segment.ts';
import type { SegmentOperator } from '../../model/segment-criteria.ts';
import { validate } from '../../model/validate.ts';
import { SEGMENT_BODY, segmentFaults } from './segment-faults.ts';

/** A condition of a segment. */
export interface Criterion {
  readonly property: string;
  readonly operator: SegmentOperator;
  readonly values: readonly string[];
}

/** A segment that is there, and valid. */
export interface StandingSegment {
  readonly id: string;
  readonly type: (typeof SEGMENT_TYPES)[number];
  readonly status: (typeof SEGMENT_STATUSES)[number];
  readonly criteria: readonly Criterion[];
  /** The day on which the record was last changed. */
  readonly modified: string;
  /** As it was put. */
  readonly body: JsonObject;
}

/** The key of a segment: it owns itself. */
export function segmentKey(segmentId: string): RecordKey {
  return { owner: `${SEGMENT.type}#${segmentId}`, type: SEGMENT.type, id: segmentId };
}

/** A segment's record as a segment; undefined when it is not valid, as another writer may have left it. */
export function standingSegment({ key, fields }: StoredRecord): StandingSegment | undefined {
  const body = exactObject(SEGMENT, fields);
  if (body.segmentId !== key.id) return undefined;
  if (validate(SEGMENT_BODY, body).length > 0 || segmentFaults(body).length > 0) return undefined;
  return {
    id: key.id,
    type: body.segmentType as StandingSegment['type'],
    status: body.status as StandingSegment['status'],
    criteria: objectsIn(body.criteria).map(criterionOf),
    modified: typeof fields.Modified === 'string' ? fields.Modified.slice(0, 10) : '',
    body,
  };
}

/** The texts in a list; none where there is no list. */
export function texts(value: JsonValue | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function criterionOf({ property, operator, values }: JsonObject): Criterion {
  return { property: String(property), operator: operator as SegmentOperator, values: texts(values) };
}
