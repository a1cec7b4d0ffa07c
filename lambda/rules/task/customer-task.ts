import type { JsonObject } from '../../domain/json.ts';
import type { TaskName } from '../../model/scheduled-task-names.ts';
import type { ObservedCustomer } from '../segment/customer-values.ts';
import type { StandingSegment } from '../segment/standing-segment.ts';

/** On which day a task runs, and what the stage has set for it. */
export interface TaskDay {
  /** yyyy-MM-dd, in the time zone of the stage's scheduled tasks; the same in all of a run. */
  readonly today: string;
  /** How long a segment must have been inactive before Delete Inactive Segment deletes it. */
  readonly inactiveDays: number;
}

/** What a task looks at besides the customer. */
export interface TaskView extends TaskDay {
  /** Those that concern the task, by id. */
  readonly segments: readonly StandingSegment[];
  /** All others that are valid. */
  readonly others: readonly StandingSegment[];
  /** A number that nothing else has or gets. */
  newNumber(): string;
}

/** A scheduled task: what it makes of one customer after the other. Pure, and idempotent: what it has done once it does not do again. */
export interface CustomerTask {
  /** As the seed lists it: `Delete Inactive Segment`. */
  readonly name: TaskName;
  readonly description: string;
  /** Whether the task has anything to do with a segment. With none, it looks at no customer. */
  concerns(segment: StandingSegment, day: TaskDay): boolean;
  /** The fields of the customer that become others, each as a whole; undefined when none does. */
  change(customer: ObservedCustomer, view: TaskView): JsonObject | undefined;
  /** Whether the segments that concern it are deleted once nobody is in them. @default false */
  readonly deletesSegments?: boolean;
}
