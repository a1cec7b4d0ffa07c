import { SEGMENT } from '../model/segment.ts';
import { type StandingSegment, standingSegment } from '../rules/segment/standing-segment.ts';
import type { CustomerTask, TaskDay } from '../rules/task/customer-task.ts';
import type { SegmentSource } from './ports.ts';

/** All segments, as a task sees them. */
export interface TaskSegments {
  /** Those that concern the task, by id. */
  readonly concerned: readonly StandingSegment[];
  readonly others: readonly StandingSegment[];
  /** How many are not valid, and so are left alone. */
  readonly invalid: number;
}

/** Reads all segments as they stand. */
export async function readSegments(
  { list, store }: SegmentSource,
  task: CustomerTask,
  day: TaskDay,
): Promise<TaskSegments> {
  const found = await store.records(await list.keys(SEGMENT.type));
  const there = found.filter((record) => record !== undefined);
  const segments = there.flatMap((record) => standingSegment(record) ?? []);
  return {
    concerned: segments.filter((segment) => task.concerns(segment, day)),
    others: segments.filter((segment) => !task.concerns(segment, day)),
    invalid: there.length - segments.length,
  };
}
