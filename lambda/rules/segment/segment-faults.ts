import type { FieldError } from '../../domain/app-error.ts';
import { compareDecimals, type Decimal, parseDecimal } from '../../domain/decimal.ts';
import {
  childPointer,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../domain/json.ts';
import { isDate } from '../../model/date-text.ts';
import { requestShape } from '../../model/request-shape.ts';
import { SEGMENT } from '../../model/segment.ts';
import {
  CUSTOMER_PROPERTIES,
  type CustomerPropertyKind,
  SEGMENT_OPERATORS,
  type SegmentOperator,
} from '../../model/segment-criteria.ts';
import type { Shape } from '../../model/shape.ts';

/** A segment as it is put. */
export const SEGMENT_BODY: Shape = requestShape(SEGMENT);

const DAYS = /^(?:0|[1-9]\d{0,4})$/;
const AMOUNT = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/;

/** What is wrong with a segment of the right shape, each with the pointer into it; none when the tasks can work with it. */
export function segmentFaults(segment: JsonObject): readonly FieldError[] {
  return [
    ...spanFaults(segment),
    ...typeFaults(segment),
    ...criteriaFaults(segment),
    ...strataFaults(segment),
  ];
}

function spanFaults({ startDate, endDate, offer }: JsonObject): readonly FieldError[] {
  const backwards = typeof startDate === 'string' && typeof endDate === 'string' && endDate < startDate;
  const both = isJsonObject(offer) && isSet(offer.expirationDate) && isSet(offer.validDays);
  return [
    ...fault(backwards, '/endDate', 'is before startDate'),
    ...fault(both, '/offer/validDays', 'cannot stand beside expirationDate; leave one of them out'),
  ];
}

/** What each type of segment must have, and what it cannot. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  MANUAL: [],
  UNSTRATIFIED: ['criteria'],
  STRATIFIED: ['metric', 'strata'],
};

function typeFaults(segment: JsonObject): readonly FieldError[] {
  const type = String(segment.segmentType);
  const needs = NEEDS[type] ?? [];
  const may = type === 'STRATIFIED' ? [...needs, 'criteria'] : needs;
  return ['criteria', 'metric', 'strata'].flatMap((name) => {
    const there = isSet(segment[name]) && !(isJsonArray(segment[name]) && segment[name].length === 0);
    return [
      ...fault(needs.includes(name) && !there, `/${name}`, `is missing; a segment of type ${type} needs it`),
      ...fault(
        there && !may.includes(name),
        `/${name}`,
        `has no meaning in a segment of type ${type}; remove it`,
      ),
    ];
  });
}

function criteriaFaults({ criteria }: JsonObject): readonly FieldError[] {
  return listed(criteria).flatMap(([criterion, index]) => criterionFaults(criterion, `/criteria/${index}`));
}

function criterionFaults(criterion: JsonObject, pointer: string): readonly FieldError[] {
  const { property, operator } = criterion;
  const kind = CUSTOMER_PROPERTIES[String(property)]?.kind;
  const { kinds, values: count } = SEGMENT_OPERATORS[operator as SegmentOperator];
  if (kind === undefined || !(kinds as readonly string[]).includes(kind))
    return fault(true, `${pointer}/operator`, `cannot compare ${property}, which is a ${kind}`);
  const values = isJsonArray(criterion.values) ? criterion.values : [];
  const { none, one, some } = {
    none: values.length === 0,
    one: values.length === 1,
    some: values.length > 0,
  };
  const expected = { none: 'no values', one: 'exactly one value', some: 'at least one value' }[count];
  const wanted = operator === 'WITHIN_DAYS' || operator === 'BEFORE_DAYS' ? 'days' : kind;
  return [
    ...fault(!{ none, one, some }[count], `${pointer}/values`, `${operator} takes ${expected}`),
    ...values.flatMap((value, index) =>
      fault(!isValue(wanted, value), childPointer(`${pointer}/values`, index), `expected ${WORDS[wanted]}`),
    ),
  ];
}

type ValueKind = CustomerPropertyKind | 'days';

const WORDS: Readonly<Record<ValueKind, string>> = {
  text: 'a text',
  flag: '"true" or "false"',
  date: 'a day such as "2020-09-20"',
  amount: 'a number as a text, such as "1325.00"',
  days: 'a number of days as a text, such as "90"',
};

function isValue(kind: ValueKind, value: JsonValue): boolean {
  if (typeof value !== 'string') return false;
  const checks: Readonly<Record<ValueKind, boolean>> = {
    text: true,
    flag: value === 'true' || value === 'false',
    date: isDate(value),
    amount: AMOUNT.test(value),
    days: DAYS.test(value),
  };
  return checks[kind];
}

function strataFaults({ strata }: JsonObject): readonly FieldError[] {
  const all = listed(strata).map(([stratum, index]) => ({
    id: String(stratum.stratumId),
    from: boundOf(stratum.from),
    below: boundOf(stratum.below),
    pointer: `/strata/${index}`,
  }));
  return all.flatMap((stratum, place) => {
    const others = all.slice(0, place);
    const clash = others.find(
      (other) => isBefore(stratum.from, other.below) && isBefore(other.from, stratum.below),
    );
    return [
      ...fault(
        others.some(({ id }) => id === stratum.id),
        `${stratum.pointer}/stratumId`,
        'is the id of another stratum, too',
      ),
      ...fault(!isBefore(stratum.from, stratum.below), `${stratum.pointer}/below`, 'is not above from'),
      ...fault(clash !== undefined, stratum.pointer, `overlaps the stratum ${JSON.stringify(clash?.id)}`),
    ];
  });
}

function boundOf(value: JsonValue | undefined): Decimal | undefined {
  return typeof value === 'string' ? parseDecimal(value) : undefined;
}

/** Whether a span that begins at the one bound can hold something below the other; a bound that is not there is no limit. */
function isBefore(from: Decimal | undefined, below: Decimal | undefined): boolean {
  return from === undefined || below === undefined || compareDecimals(from, below) < 0;
}

function listed(value: JsonValue | undefined): readonly (readonly [JsonObject, number])[] {
  const list = isJsonArray(value) ? value : [];
  return list.flatMap((item, index) => (isJsonObject(item) ? [[item, index] as const] : []));
}

function isSet(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null;
}

function fault(isWrong: boolean, pointer: string, detail: string): readonly FieldError[] {
  return isWrong ? [{ pointer, detail }] : [];
}
