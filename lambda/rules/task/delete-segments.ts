import { dayAfter } from '../segment/day.ts';
import { inactiveSince, withMemberships } from '../segment/membership.ts';
import type { CustomerTask } from './customer-task.ts';

const removeMembers: CustomerTask['change'] = ({ body }, { segments, today }) =>
  withMemberships(
    body,
    segments.map((segment) => ({ segment, isMember: false })),
    today,
  );

/** Deletes segments that have been inactive for long. */
export const DELETE_INACTIVE_SEGMENT: CustomerTask = {
  name: 'Delete Inactive Segment',
  description:
    'Deletes each segment that has been inactive for so many days as the stage says (scheduledTasks.inactiveDays): INACTIVE since inactiveSince (without it: since it was last changed), or past its endDate. First every customer leaves it, then it is deleted itself. A segment that is made active meanwhile stays, without the members that have left.',
  concerns: (segment, { today, inactiveDays }) => {
    const since = segment.status === 'DELETED' ? undefined : inactiveSince(segment, today);
    return since !== undefined && since <= dayAfter(today, -inactiveDays);
  },
  change: removeMembers,
  deletesSegments: true,
};

/** Deletes segments that are marked for it. */
export const DELETE_SEGMENTS: CustomerTask = {
  name: 'Delete Segments',
  description:
    'Deletes each segment whose status is DELETED: first every customer leaves it, then it is deleted itself.',
  concerns: ({ status }) => status === 'DELETED',
  change: removeMembers,
  deletesSegments: true,
};
