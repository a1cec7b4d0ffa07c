import type { FieldError } from '../../domain/app-error.ts';
import type { CommitContext, CommitPlan } from '../../domain/commit.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.ts';
import { textField } from '../../domain/record.ts';
import { eventTimestamp } from '../../domain/timestamp.ts';
import { exactJson } from '../../model/exact-json.ts';
import { toFields } from '../../model/fields.ts';
import { SEGMENT } from '../../model/segment.ts';
import { SEGMENT_REQUEST } from '../../model/segment-request.ts';
import { validate } from '../../model/validate.ts';
import { refused } from '../refused.ts';
import type { PreparedCommand } from '../service-method.ts';
import { segmentFaults } from './segment-faults.ts';
import { segmentKey } from './standing-segment.ts';

/** All that is wrong with a segment that is put under an id; nothing when it can be put. */
export function segmentErrors(body: JsonValue, segmentId: string): readonly FieldError[] {
  const errors = validate(SEGMENT_REQUEST, body);
  if (errors.length > 0 || !isJsonObject(body)) return errors;
  const strange = `${JSON.stringify(body.segmentId)} is another id than that in the path, ${JSON.stringify(segmentId.slice(0, 128))}`;
  return [
    ...(body.segmentId === segmentId ? [] : [{ pointer: '/segmentId', detail: strange }]),
    ...segmentFaults(body),
  ];
}

/** Makes a segment, or replaces the one of its id; nothing is changed when it is so already. Throws AppError RULE_VIOLATED for one that is being deleted. */
export function putSegment(segmentId: string, body: JsonObject): PreparedCommand {
  return {
    owners: [segmentKey(segmentId).owner],
    plan: (context) => planPut(context, { segmentId, body }),
    details: () => ({ segmentId }),
  };
}

async function planPut(
  { reader, now }: CommitContext,
  { segmentId, body }: { segmentId: string; body: JsonObject },
): Promise<CommitPlan> {
  const key = segmentKey(segmentId);
  const [standing] = await reader.records([key]);
  if (standing?.fields.status === 'DELETED')
    throw refused('', 'the segment is being deleted; put it once it is gone, or under another id');
  const timestamp = eventTimestamp(now);
  const fields = {
    ...toFields(SEGMENT, body),
    id: segmentId,
    'Object Type': SEGMENT.type,
    Created: (standing && textField(standing.fields, 'Created')) ?? timestamp,
    Modified: timestamp,
  };
  if (standing !== undefined && exactJson(SEGMENT, standing.fields) === exactJson(SEGMENT, fields))
    return { changes: [] };
  return { changes: [{ action: standing === undefined ? 'insert' : 'replace', key, fields }] };
}
