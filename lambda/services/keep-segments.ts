import { AppError } from '../domain/app-error.ts';
import type { CommitOptions } from '../domain/commit.ts';
import type { JsonObject } from '../domain/json.ts';
import { exactObject } from '../model/exact-json.ts';
import { IDENTIFIER } from '../model/field-shapes.ts';
import { SEGMENT } from '../model/segment.ts';
import { validate } from '../model/validate.ts';
import { runMethod } from '../rules/run-method.ts';
import { deleteSegment } from '../rules/segment/delete-segment.ts';
import { putSegment } from '../rules/segment/put-segment.ts';
import { segmentKey } from '../rules/segment/standing-segment.ts';
import type { SegmentReader, ServicesStore } from './ports.ts';

/** A command about one segment. */
export interface SegmentCommand extends Pick<CommitOptions, 'idempotency' | 'deadline'> {
  /** As it stands in the path. */
  readonly segmentId: string;
  /** The segment to be put, valid for this id; undefined: the one that there is shall go. */
  readonly body: JsonObject | undefined;
}

/** Puts or deletes a segment. Throws what the rules throw, and what `commit` throws. */
export async function keepSegment(
  store: ServicesStore,
  { segmentId, body, idempotency, deadline }: SegmentCommand,
): ReturnType<typeof runMethod> {
  if (body === undefined) refuseStrangeId(segmentId);
  const prepared = body === undefined ? deleteSegment(segmentId) : putSegment(segmentId, body);
  return runMethod(
    { prepare: async () => prepared },
    { store, body: {}, newId: noId, idempotency, deadline },
  );
}

/** A segment exactly as it was put. Throws AppError NOT_FOUND. */
export async function readSegment(reader: SegmentReader, segmentId: string): Promise<JsonObject> {
  refuseStrangeId(segmentId);
  const [record] = await reader.records([segmentKey(segmentId)]);
  if (record === undefined) throw noSegment();
  return exactObject(SEGMENT, record.fields);
}

/** The id becomes part of a key: no record has one that is empty or longer than there can be. */
function refuseStrangeId(segmentId: string): void {
  if (validate(IDENTIFIER, segmentId).length > 0) throw noSegment();
}

function noSegment(): AppError {
  return new AppError('NOT_FOUND', 'there is no segment of the id in the path; it may be gone already');
}

function noId(): never {
  throw new AppError('INTERNAL', 'a segment needs no new id');
}
