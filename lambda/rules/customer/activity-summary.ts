import { AppError, type FieldError } from '../../domain/app-error.ts';
import { addDecimals, type Decimal, decimalText, parseDecimal, ZERO } from '../../domain/decimal.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { type Fields, RECORD_ATTRIBUTES, textField } from '../../domain/record.ts';
import { ACTIVITY_SUMMARIES, type SUMMARY_FIGURES } from '../../model/customer-entity.ts';
import { COUNT_TEXT, DECIMAL_TEXT } from '../../model/field-shapes.ts';
import { validate } from '../../model/validate.ts';
import type { Activity } from '../pos-log/transaction-activity.ts';
import type { StandingCustomer } from './standing-customer.ts';

/** What becomes of a customer: fields of its body, each as a whole, and attributes of the house. */
export interface CustomerChange {
  readonly changed: JsonObject;
  readonly house: Fields;
}

type Figure = (typeof SUMMARY_FIGURES)[number];
type Summary = keyof typeof ACTIVITY_SUMMARIES;

/**
 * Adds a transaction's activity to its customer's summaries, exactly, and moves the dates of the first and last purchase. The
 * lifetime summary takes every transaction; the year-to-date summary is about one year: a transaction of a later year begins it
 * anew, one of an earlier year leaves it as it is. `day`: the business day, yyyy-MM-dd. Throws AppError RULE_VIOLATED for
 * sums that cannot be kept.
 */
export function addActivity(
  customer: StandingCustomer,
  { activity, day }: { activity: Activity; day: string },
): CustomerChange {
  const { body, record } = customer;
  const year = day.slice(0, 'yyyy'.length);
  const standing =
    textField(record.fields, RECORD_ATTRIBUTES.summaryYear) ?? yearOf(body.lastPurchaseDate) ?? year;
  const anew = year > standing;
  const entities = isJsonObject(body.entityInformation) ? body.entityInformation : {};
  const kind = entityKind(body, entities);
  const entity = isJsonObject(entities[kind]) ? entities[kind] : {};
  const errors: FieldError[] = [];
  const lifetime = summed(entity, { summary: 'lifetimeActivitySummary', activity, anew: false, errors });
  const yearToDate =
    year < standing ? {} : summed(entity, { summary: 'yearToDateActivitySummary', activity, anew, errors });
  if (errors.length > 0)
    throw new AppError('RULE_VIOLATED', 'the transaction cannot be added to the summaries', { errors });
  return {
    changed: {
      ...(activity.purchase ? purchaseDates(body, day) : {}),
      entityInformation: { ...entities, [kind]: { ...entity, ...lifetime, ...yearToDate } },
    },
    house: { [RECORD_ATTRIBUTES.summaryYear]: anew ? year : standing },
  };
}

function entityKind(body: JsonObject, entities: JsonObject): 'individual' | 'organization' {
  if (isJsonObject(entities.individual)) return 'individual';
  const named = typeof body.orgName === 'string' || typeof body.custOrgTypcode === 'string';
  return named || isJsonObject(entities.organization) ? 'organization' : 'individual';
}

function purchaseDates(body: JsonObject, day: string): JsonObject {
  const { firstPurchaseDate: first, lastPurchaseDate: last } = body;
  return {
    firstPurchaseDate: typeof first === 'string' && first < day ? first : day,
    lastPurchaseDate: typeof last === 'string' && last > day ? last : day,
    ...(body.prospect === true ? { prospect: false } : {}),
  };
}

function yearOf(date: JsonObject[string] | undefined): string | undefined {
  return typeof date === 'string' ? date.slice(0, 'yyyy'.length) : undefined;
}

function summed(
  entity: JsonObject,
  adding: { summary: Summary; activity: Activity; anew: boolean; errors: FieldError[] },
): JsonObject {
  const { summary, activity, anew, errors } = adding;
  const before = isJsonObject(entity[summary]) ? entity[summary] : {};
  const figures = Object.entries(addends(activity)).map(([figure, addend]): [string, string] => {
    const name = `${ACTIVITY_SUMMARIES[summary]}${figure}`;
    const text = before[name] ?? '0';
    const old = anew ? ZERO : typeof text === 'string' ? parseDecimal(text) : undefined;
    const sum = old && decimalText(addDecimals(old, addend));
    const shape = figure.endsWith('Count') ? COUNT_TEXT : DECIMAL_TEXT;
    if (sum === undefined || validate(shape, sum).length > 0)
      errors.push({ pointer: POINTERS[figure as Figure], detail: unkept(name, sum) });
    return [name, sum ?? '0'];
  });
  return { [summary]: { ...before, ...Object.fromEntries(figures) } };
}

function addends(activity: Activity): Readonly<Record<Figure, Decimal>> {
  return {
    ReturnsAmount: activity.returns,
    SalesAmount: activity.sales,
    TransactionCount: { units: 1n, scale: 0 },
    ItemsSoldCount: { units: activity.itemsSold, scale: 0 },
    ItemsReturnedCount: { units: activity.itemsReturned, scale: 0 },
  };
}

/** Where a request says what a figure grows by. */
const POINTERS: Readonly<Record<Figure, string>> = {
  ReturnsAmount: '/total',
  SalesAmount: '/total',
  TransactionCount: '/customerId',
  ItemsSoldCount: '/lineItems',
  ItemsReturnedCount: '/lineItems',
};

function unkept(name: string, sum: string | undefined): string {
  if (sum === undefined)
    return `the customer's ${name} is no number, so nothing can be added; correct it first`;
  const shown = sum.length > 50 ? `${sum.length} digits` : sum;
  return `the customer's ${name} would be ${shown}; at most 18 digits are kept on each side of the point`;
}
