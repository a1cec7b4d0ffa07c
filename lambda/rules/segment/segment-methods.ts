import type { CommitContext, CommitPlan } from '../../domain/commit.ts';
import { type JsonObject, stringifyJson } from '../../domain/json.ts';
import { utcDay } from '../../domain/timestamp.ts';
import { ADD_CUSTOMER_TO_SEGMENT, REMOVE_CUSTOMER_FROM_SEGMENT } from '../../model/segment-operations.ts';
import type { ServiceOperation } from '../../model/service-operation.ts';
import { customerObjects, withList } from '../customer/customer-lists.ts';
import {
  customerOwner,
  customerUpdate,
  requiredCustomer,
  type StandingCustomer,
} from '../customer/standing-customer.ts';
import { refused } from '../refused.ts';
import type { ServiceMethod } from '../service-method.ts';
import { isActive } from './membership.ts';
import { type StandingSegment, segmentKey, standingSegment } from './standing-segment.ts';

/** What a method looks at to say what becomes of a customer's memberships. The segment is undefined when there is no valid one. */
interface MembershipChange {
  readonly body: JsonObject;
  readonly segment: StandingSegment | undefined;
  /** Whether there is a record of it, though maybe no valid one. */
  readonly isThere: boolean;
  readonly memberships: readonly JsonObject[];
  readonly today: string;
}

/**
 * A method that changes the memberships of one customer. The segment is looked at, not held: one that ends at the same moment may
 * take in a last customer. A membership of a segment that is gone can still be ended.
 */
function membershipMethod(
  operation: ServiceOperation,
  change: (membership: MembershipChange) => readonly JsonObject[],
): ServiceMethod {
  return {
    ...operation,
    async prepare({ body }) {
      const customerID = String(body.customerID);
      const segmentId = String(body.segmentId);
      return {
        owners: [customerOwner(customerID)],
        async plan(context) {
          const { reader, now } = context;
          const [[record], customer] = await Promise.all([
            reader.records([segmentKey(segmentId)]),
            requiredCustomer(reader, { customerID, pointer: '/customerID' }),
          ]);
          const segment = record && standingSegment(record);
          const memberships = customerObjects(customer.body, 'customerSegments');
          const after = change({
            body,
            segment,
            isThere: record !== undefined,
            memberships,
            today: utcDay(now),
          });
          return planMemberships(context, { customer, before: memberships, after });
        },
        details: () => ({ customerID, segmentId }),
      };
    },
  };
}

function planMemberships(
  { now }: CommitContext,
  memberships: { customer: StandingCustomer; before: readonly JsonObject[]; after: readonly JsonObject[] },
): CommitPlan {
  const { customer, before, after } = memberships;
  if (stringifyJson(before) === stringifyJson(after)) return { changes: [] };
  return { changes: [customerUpdate(customer, { changed: withList('customerSegments', after), now })] };
}

const addCustomerToSegment = membershipMethod(ADD_CUSTOMER_TO_SEGMENT, (membership) => {
  const { body, memberships, today } = membership;
  const segment = joinable(membership);
  const member = memberships.find(({ segmentId }) => segmentId === body.segmentId);
  const days = {
    ...(body.startDate === undefined ? {} : { startDate: body.startDate }),
    ...(body.endDate === undefined ? {} : { endDate: body.endDate }),
  };
  const { segmentId } = body;
  const isOver = typeof member?.endDate === 'string' && member.endDate < today;
  const anew = member === undefined || isOver ? { startDate: today, endDate: null } : {};
  const { segmentName = null } = segment.body;
  const joined: JsonObject = {
    ...(member ?? { segmentId: segmentId ?? null, segmentName }),
    ...anew,
    ...days,
  };
  const { startDate, endDate } = joined;
  if (typeof startDate === 'string' && typeof endDate === 'string' && endDate < startDate)
    throw refused('/endDate', `the membership would end before it begins, on ${startDate}`);
  return member === undefined
    ? [...memberships, joined]
    : memberships.map((other) => (other === member ? joined : other));
});

const removeCustomerFromSegment = membershipMethod(REMOVE_CUSTOMER_FROM_SEGMENT, (membership) => {
  const { body, segment, isThere, memberships, today } = membership;
  const others = memberships.filter(({ segmentId }) => segmentId !== body.segmentId);
  if (!isThere && others.length === memberships.length) throw refused('/segmentId', absent(body));
  if (segment !== undefined && isActive(segment, today)) refuseCriteria(segment);
  return others;
});

function joinable({ body, segment, isThere, today }: MembershipChange): StandingSegment {
  if (segment === undefined)
    throw refused(
      '/segmentId',
      isThere ? 'the segment is not valid as it stands; put it again' : absent(body),
    );
  refuseCriteria(segment);
  if (isActive(segment, today)) return segment;
  const {
    status,
    body: { startDate = null, endDate = null },
  } = segment;
  const span = `from ${startDate ?? 'ever'} to ${endDate ?? 'ever'}`;
  throw refused('/segmentId', `the segment is ${status}, ${span}, and takes in nobody today`);
}

function refuseCriteria({ type, id }: StandingSegment): void {
  if (type === 'MANUAL') return;
  const detail = `who is in segment ${JSON.stringify(id)} follows from its criteria; change the customer or the segment`;
  throw refused('/segmentId', detail);
}

function absent({ segmentId }: JsonObject): string {
  return `there is no segment ${JSON.stringify(segmentId)}; put it first, by PUT /segments/{segmentId}`;
}

/** The methods of the service Segment, in the order of table H-1. */
export const SEGMENT_METHODS: readonly ServiceMethod[] = [addCustomerToSegment, removeCustomerFromSegment];
