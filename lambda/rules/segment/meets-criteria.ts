import { compareDecimals, parseDecimal } from '../../domain/decimal.ts';
import { isDate } from '../../model/date-text.ts';
import {
  CUSTOMER_PROPERTIES,
  type CustomerPropertyKind,
  type SegmentOperator,
} from '../../model/segment-criteria.ts';
import { customerValues, type ObservedCustomer } from './customer-values.ts';
import { dayAfter } from './day.ts';
import type { Criterion } from './standing-segment.ts';

/** Whether all conditions hold for a customer on a day. */
export function meetsCriteria(
  criteria: readonly Criterion[],
  customer: ObservedCustomer,
  today: string,
): boolean {
  return criteria.every((criterion) => meets(criterion, customer, today));
}

function meets(
  { property, operator, values }: Criterion,
  customer: ObservedCustomer,
  today: string,
): boolean {
  const kind = CUSTOMER_PROPERTIES[property]?.kind ?? 'text';
  const found = customerValues(customer, { property, today }).filter((value) => isOfKind(kind, value));
  const [bound = ''] = values;
  const some = (holds: (order: number) => boolean, limit: string): boolean =>
    found.some((value) => holds(compare(kind, value, limit)));
  const isOneOf = (): boolean => values.some((value) => some((order) => order === 0, value));
  const holds: Readonly<Record<SegmentOperator, () => boolean>> = {
    IS: isOneOf,
    IS_NOT: () => !isOneOf(),
    AT_LEAST: () => some((order) => order >= 0, bound),
    BELOW: () => some((order) => order < 0, bound),
    WITHIN_DAYS: () => found.some((day) => dayAfter(today, -Number(bound)) <= day && day <= today),
    BEFORE_DAYS: () => found.some((day) => day < dayAfter(today, -Number(bound))),
    IS_SET: () => found.length > 0,
    IS_NOT_SET: () => found.length === 0,
  };
  return holds[operator]();
}

/** What is no day, or no number, cannot be compared with one: it counts as no value. */
function isOfKind(kind: CustomerPropertyKind, value: string): boolean {
  if (kind === 'date') return isDate(value);
  return kind !== 'amount' || parseDecimal(value) !== undefined;
}

function compare(kind: CustomerPropertyKind, left: string, right: string): number {
  const [a, b] = kind === 'amount' ? [parseDecimal(left), parseDecimal(right)] : [];
  if (a !== undefined && b !== undefined) return compareDecimals(a, b);
  return left < right ? -1 : Number(left > right);
}
