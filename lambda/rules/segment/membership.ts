import type { JsonObject } from '../../domain/json.ts';
import { customerObjects, withList } from '../customer/customer-lists.ts';
import { isWithin } from './day.ts';
import type { StandingSegment } from './standing-segment.ts';

/** Whether a segment has members on a day: it is ACTIVE, and the day is in its span. */
export function isActive({ status, body }: StandingSegment, today: string): boolean {
  return status === 'ACTIVE' && isWithin(today, { first: body.startDate, last: body.endDate });
}

/** The day from which on a segment has been inactive; undefined while it is not. A segment that has yet to begin is not. */
export function inactiveSince(
  { status, body, modified }: StandingSegment,
  today: string,
): string | undefined {
  const { endDate } = body;
  const over = typeof endDate === 'string' && endDate < today ? endDate : undefined;
  if (status !== 'INACTIVE') return over;
  return typeof body.inactiveSince === 'string' ? body.inactiveSince : (over ?? modified);
}

/** Ids of the segments that a customer is in on a day. */
export function membershipsOn(customer: JsonObject, today: string): ReadonlySet<string> {
  const current = customerObjects(customer, 'customerSegments').filter((entry) => isCurrent(entry, today));
  return new Set(current.map(({ segmentId }) => String(segmentId)));
}

/** What a customer's membership of a segment is to be: in it, in a stratum of it, or not in it. */
export interface Membership {
  readonly segment: StandingSegment;
  readonly isMember: boolean;
  readonly stratumId?: string;
}

/**
 * The customer's field with the memberships of these segments as they are to be, all others as they are; undefined when that
 * changes nothing.
 */
export function withMemberships(
  customer: JsonObject,
  memberships: readonly Membership[],
  today: string,
): JsonObject | undefined {
  const entries = customerObjects(customer, 'customerSegments');
  const kept = entries.filter((entry, place) => {
    const wanted = memberships.find(({ segment }) => segment.id === entry.segmentId);
    const first = entries.findIndex(({ segmentId }) => segmentId === entry.segmentId) === place;
    return wanted === undefined || (first && isRight(entry, wanted, today));
  });
  const missing = memberships.filter(
    ({ segment, isMember }) => isMember && !kept.some(({ segmentId }) => segmentId === segment.id),
  );
  if (missing.length === 0 && kept.length === entries.length) return undefined;
  return withList('customerSegments', [...kept, ...missing.map((membership) => entryOf(membership, today))]);
}

function isRight(entry: JsonObject, { isMember, stratumId }: Membership, today: string): boolean {
  return isMember && isCurrent(entry, today) && (entry.stratumId ?? undefined) === stratumId;
}

function isCurrent(entry: JsonObject, today: string): boolean {
  return isWithin(today, { first: entry.startDate, last: entry.endDate });
}

function entryOf({ segment, stratumId }: Membership, today: string): JsonObject {
  return {
    segmentId: segment.id,
    segmentName: segment.body.segmentName ?? null,
    ...(stratumId !== undefined && { stratumId }),
    startDate: today,
  };
}
