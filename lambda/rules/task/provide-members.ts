import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, objectsIn } from '../../domain/json.ts';
import { sameNumber } from '../../domain/number.ts';
import { customerList, customerObjects, withList } from '../customer/customer-lists.ts';
import { dayAfter } from '../segment/day.ts';
import { isActive, membershipsOn } from '../segment/membership.ts';
import { type StandingSegment, texts } from '../segment/standing-segment.ts';
import type { CustomerTask, TaskView } from './customer-task.ts';

/** Lets members, and nobody else, use the promotions of segments. */
export const DYNAMIC_PROMOTION: CustomerTask = {
  name: 'Dynamic Promotion',
  description:
    'Keeps eligiblePromotionDeals: a promotion that any segment names (promotionDealIds) may be used by the members of the active segments that name it, and by nobody else. Promotions that no segment names stay as they are.',
  concerns: ({ body }) => texts(body.promotionDealIds).length > 0,
  change: ({ body }, view) => {
    const managed = new Set(view.segments.flatMap(dealsOf));
    const due = new Set(segmentsOf(body, view).flatMap(dealsOf));
    const deals = customerList(body, 'eligiblePromotionDeals');
    const kept = deals.filter((deal) => typeof deal !== 'string' || !managed.has(deal) || due.has(deal));
    const missing = [...due].filter((deal) => !kept.includes(deal));
    if (missing.length === 0 && kept.length === deals.length) return undefined;
    return withList('eligiblePromotionDeals', [...kept, ...missing]);
  },
};

/** Assigns members to the franchisees of segments. */
export const FRANCHISEE_ASSIGNMENT: CustomerTask = {
  name: 'Franchisee Assignment',
  description:
    'Adds to each member of an active segment the franchisees that the segment names. A franchisee that the customer has stays as it is, and nobody loses one: that is for addOrDeleteCustomerFranchisees.',
  concerns: (segment, { today }) =>
    objectsIn(segment.body.franchisees).length > 0 && isActive(segment, today),
  change: ({ body }, view) => {
    const franchisees = customerList(body, 'franchisees');
    const all = [...franchisees];
    for (const franchisee of segmentsOf(body, view).flatMap((segment) => objectsIn(segment.body.franchisees)))
      if (!all.some((other) => isSameFranchisee(other, franchisee)))
        all.push({ franchiseeName: null, ...franchisee });
    return all.length === franchisees.length ? undefined : withList('franchisees', all);
  },
};

/** Makes each member's copy of the offers of segments. */
export const GENERATE_OFFER: CustomerTask = {
  name: 'Generate Offer',
  description:
    'Makes for each member of an active segment with an offer one copy of it, under a number of its own, unless the customer has one of that offerId, however old. A copy is valid up to the offer’s expirationDate, or for its validDays, or without end. Offers that are past their expirationDate are made no more.',
  concerns: (segment, { today }) => offerOf(segment, today) !== undefined && isActive(segment, today),
  change: ({ body }, view) => {
    const offers = customerObjects(body, 'customerOffers');
    const made: JsonObject[] = [];
    for (const segment of segmentsOf(body, view)) {
      const offer = offerOf(segment, view.today);
      const has = [...offers, ...made].some(({ offerId }) => offerId === offer?.offerId);
      if (offer !== undefined && !has) made.push(copyOf(offer, segment, view));
    }
    return made.length === 0
      ? undefined
      : withList('customerOffers', [...customerList(body, 'customerOffers'), ...made]);
  },
};

/** The segments, of those that concern the task, that are active and have the customer as a member. */
function segmentsOf(customer: JsonObject, { segments, today }: TaskView): readonly StandingSegment[] {
  const memberships = membershipsOn(customer, today);
  return segments.filter((segment) => isActive(segment, today) && memberships.has(segment.id));
}

function dealsOf({ body }: StandingSegment): readonly string[] {
  return texts(body.promotionDealIds);
}

function isSameFranchisee(left: JsonValue, right: JsonObject): boolean {
  const [a, b] = [isJsonObject(left) ? left.franchiseeId : undefined, right.franchiseeId];
  return isJsonNumber(a) && isJsonNumber(b) && sameNumber(a.rawJSON, b.rawJSON);
}

function offerOf({ body }: StandingSegment, today: string): JsonObject | undefined {
  const { offer } = body;
  if (!isJsonObject(offer)) return undefined;
  return typeof offer.expirationDate === 'string' && offer.expirationDate < today ? undefined : offer;
}

function copyOf(offer: JsonObject, segment: StandingSegment, { today, newNumber }: TaskView): JsonObject {
  const { offerId = null, promotionDealId = null, expirationDate = null, validDays } = offer;
  return {
    offerId,
    offerNumber: newNumber(),
    segmentId: segment.id,
    promotionDealId,
    generatedDate: today,
    expirationDate: isJsonNumber(validDays) ? dayAfter(today, Number(validDays.rawJSON)) : expirationDate,
  };
}
