import type { JsonObject } from '../../domain/json.ts';
import { customerList, customerObjects, withList } from '../customer/customer-lists.ts';
import { dayAfter } from '../segment/day.ts';
import { inactiveSince, isActive, membershipsOn, withMemberships } from '../segment/membership.ts';
import { type StandingSegment, texts } from '../segment/standing-segment.ts';
import type { CustomerTask } from './customer-task.ts';

/** Who leaves a segment loses the promotions that it gave, too: once it is gone, nobody knows any more whose they were. */
const leave: CustomerTask['change'] = ({ body }, { segments, others, today }) => {
  const entries = customerObjects(body, 'customerSegments');
  const left = segments.filter(({ id }) => entries.some(({ segmentId }) => segmentId === id));
  const memberships = withMemberships(
    body,
    left.map((segment) => ({ segment, isMember: false })),
    today,
  );
  return memberships && { ...memberships, ...withoutDeals(body, { of: left, others, today }) };
};

function withoutDeals(
  customer: JsonObject,
  { of: left, others, today }: { of: Segments; others: Segments; today: string },
): JsonObject {
  const memberships = membershipsOn(customer, today);
  const stays = others.filter((segment) => isActive(segment, today) && memberships.has(segment.id));
  const due = new Set(stays.flatMap(({ body }) => texts(body.promotionDealIds)));
  const lost = new Set(left.flatMap(({ body }) => texts(body.promotionDealIds)));
  const deals = customerList(customer, 'eligiblePromotionDeals');
  const kept = deals.filter((deal) => typeof deal !== 'string' || !lost.has(deal) || due.has(deal));
  return kept.length === deals.length ? {} : withList('eligiblePromotionDeals', kept);
}

type Segments = readonly StandingSegment[];

/** Deletes segments that have been inactive for long. */
export const DELETE_INACTIVE_SEGMENT: CustomerTask = {
  name: 'Delete Inactive Segment',
  description:
    'Deletes each segment that has been inactive for so many days as the stage says (scheduledTasks.inactiveDays): INACTIVE since inactiveSince (without it: since it was last changed), or past its endDate. First every customer leaves it and loses the promotions that only it gave, then it is deleted itself. A segment that is made active meanwhile stays, without the members that have left.',
  concerns: (segment, { today, inactiveDays }) => {
    const since = segment.status === 'DELETED' ? undefined : inactiveSince(segment, today);
    return since !== undefined && since <= dayAfter(today, -inactiveDays);
  },
  change: leave,
  deletesSegments: true,
};

/** Deletes segments that are marked for it. */
export const DELETE_SEGMENTS: CustomerTask = {
  name: 'Delete Segments',
  description:
    'Deletes each segment whose status is DELETED: first every customer leaves it and loses the promotions that only it gave, then it is deleted itself.',
  concerns: ({ status }) => status === 'DELETED',
  change: leave,
  deletesSegments: true,
};
