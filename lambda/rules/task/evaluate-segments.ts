import { compareDecimals, type Decimal, parseDecimal } from '../../domain/decimal.ts';
import { objectsIn } from '../../domain/json.ts';
import { customerValues, type ObservedCustomer } from '../segment/customer-values.ts';
import { meetsCriteria } from '../segment/meets-criteria.ts';
import { isActive, type Membership, withMemberships } from '../segment/membership.ts';
import type { StandingSegment } from '../segment/standing-segment.ts';
import type { CustomerTask } from './customer-task.ts';

/** Works out who is in the segments that have criteria alone. */
export const UNSTRATIFIED_SEGMENT: CustomerTask = {
  name: 'Unstratified Segment',
  description:
    'Works out the members of every active segment of type UNSTRATIFIED: a customer for whom all its criteria hold is in it, from today on; everybody else leaves it, whoever put them there.',
  concerns: (segment, { today }) => segment.type === 'UNSTRATIFIED' && isActive(segment, today),
  change: (customer, { segments, today }) =>
    withMemberships(
      customer.body,
      segments.map((segment) => ({ segment, isMember: meetsCriteria(segment.criteria, customer, today) })),
      today,
    ),
};

/** Works out who is in which stratum of the segments that have strata. */
export const STRATIFIED_SEGMENT: CustomerTask = {
  name: 'Stratified Segment',
  description:
    'Works out the members of every active segment of type STRATIFIED, and their strata: a customer for whom all its criteria hold is in the stratum with from <= metric < below, compared digit for digit. Who is in no stratum, or has no value of the metric, leaves the segment.',
  concerns: (segment, { today }) => segment.type === 'STRATIFIED' && isActive(segment, today),
  change: (customer, { segments, today }) =>
    withMemberships(
      customer.body,
      segments.map((segment) => stratified(segment, customer, today)),
      today,
    ),
};

function stratified(segment: StandingSegment, customer: ObservedCustomer, today: string): Membership {
  const property = String(segment.body.metric);
  const value = customerValues(customer, { property, today }).flatMap((text) => parseDecimal(text) ?? [])[0];
  const stratum =
    value !== undefined && meetsCriteria(segment.criteria, customer, today)
      ? objectsIn(segment.body.strata).find(({ from, below }) => isBetween(value, from, below))
      : undefined;
  return stratum === undefined
    ? { segment, isMember: false }
    : { segment, isMember: true, stratumId: String(stratum.stratumId) };
}

function isBetween(value: Decimal, from: unknown, below: unknown): boolean {
  const [first, end] = [from, below].map((bound) =>
    typeof bound === 'string' ? parseDecimal(bound) : undefined,
  );
  const reached = first === undefined || compareDecimals(first, value) <= 0;
  return reached && (end === undefined || compareDecimals(value, end) < 0);
}
