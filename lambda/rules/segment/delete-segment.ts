import { AppError } from '../../domain/app-error.ts';
import type { CommitContext, CommitPlan } from '../../domain/commit.ts';
import { eventTimestamp } from '../../domain/timestamp.ts';
import type { PreparedCommand } from '../service-method.ts';
import { segmentKey } from './standing-segment.ts';

/**
 * Marks a segment as DELETED; the task Delete Segments takes its members out and then the segment itself. Throws AppError
 * NOT_FOUND.
 */
export function deleteSegment(segmentId: string): PreparedCommand {
  return {
    owners: [segmentKey(segmentId).owner],
    plan: (context) => planDelete(context, segmentId),
    details: () => ({ segmentId }),
  };
}

async function planDelete({ reader, now }: CommitContext, segmentId: string): Promise<CommitPlan> {
  const key = segmentKey(segmentId);
  const [standing] = await reader.records([key]);
  if (standing === undefined)
    throw new AppError('NOT_FOUND', 'there is no segment of the id in the path; it may be gone already');
  if (standing.fields.status === 'DELETED') return { changes: [] };
  const fields = { status: 'DELETED', Modified: eventTimestamp(now) };
  return { changes: [{ action: 'update', key, fields }] };
}
