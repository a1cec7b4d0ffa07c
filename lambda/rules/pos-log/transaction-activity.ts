import { absoluteDecimal, type Decimal, multiplyDecimals, parseDecimal, ZERO } from '../../domain/decimal.ts';
import { isJsonNumber, type JsonObject, type JsonValue, objectsIn } from '../../domain/json.ts';
import { wholeNumber } from '../../domain/number.ts';
import { isDate } from '../../model/date-text.ts';
import type { LINE_ITEM_TYPES, TRANSACTION_STATUSES } from '../../model/transaction.ts';

/** What a transaction adds to its customer's summaries. */
export interface Activity {
  /** In the currency of the organization. A transaction is a sale or a return: the other amount is nothing. */
  readonly sales: Decimal;
  readonly returns: Decimal;
  readonly itemsSold: bigint;
  readonly itemsReturned: bigint;
  /** Whether the customer bought: then it may be the first or the last purchase. */
  readonly purchase: boolean;
}

/** States of a transaction in which it is kept, but counts for nothing. */
export const UNCOUNTED_STATUSES: readonly (typeof TRANSACTION_STATUSES)[number][] = [
  'IN_PROCESS',
  'SUSPENDED',
  'CANCELED',
  'PRE_VOIDED',
  'POST_VOIDED',
  'FAILED',
];

const ONE: Decimal = { units: 1n, scale: 0 };

/**
 * What a transaction adds up to; undefined when it counts for nothing: voided, or in one of UNCOUNTED_STATUSES. Its amount
 * is its `total`, by the exchange rate in the currency of the organization. It is a return when that is negative, when its type is RETURN,
 * or when it has lines of type Return and none of type Sale. A line that is not voided counts as many items as its whole `quantity`
 * says, else as one.
 */
export function activityOf(transaction: JsonObject): Activity | undefined {
  const { voidFlag, transactionStatusCode: status } = transaction;
  if (voidFlag === true || UNCOUNTED_STATUSES.some((uncounted) => uncounted === status)) return undefined;
  const itemsSold = countItems(transaction, 'Sale');
  const itemsReturned = countItems(transaction, 'Return');
  const amount = multiplyDecimals(decimalOf(transaction.total), rateOf(transaction));
  const isReturn =
    amount.units < 0n ||
    transaction.transactionTypeCode === 'RETURN' ||
    (itemsReturned > 0n && itemsSold === 0n);
  return {
    sales: isReturn ? ZERO : amount,
    returns: isReturn ? absoluteDecimal(amount) : ZERO,
    itemsSold,
    itemsReturned,
    purchase: !isReturn,
  };
}

/** Whether the transaction is in another currency than its organization, and does not say at what rate. */
export function lacksRate(transaction: JsonObject): boolean {
  return inOtherCurrency(transaction) && !isJsonNumber(transaction.currencyExchangeRate);
}

/** The business day that a transaction counts for, yyyy-MM-dd; the day on which it began when it names none, should there be such a day. */
export function businessDay({ businessDate, beginDatetime }: JsonObject): string | undefined {
  if (typeof businessDate === 'string') return businessDate;
  const day = typeof beginDatetime === 'string' ? beginDatetime.slice(0, 'yyyy-MM-dd'.length) : '';
  return isDate(day) ? day : undefined;
}

function rateOf(transaction: JsonObject): Decimal {
  return inOtherCurrency(transaction) ? decimalOf(transaction.currencyExchangeRate) : ONE;
}

function inOtherCurrency({ currencyTypeCode, orgCurrencyTypeCode }: JsonObject): boolean {
  const known = typeof currencyTypeCode === 'string' && typeof orgCurrencyTypeCode === 'string';
  return known && currencyTypeCode !== orgCurrencyTypeCode;
}

function countItems({ lineItems }: JsonObject, type: (typeof LINE_ITEM_TYPES)[number]): bigint {
  const lines = objectsIn(lineItems);
  return lines
    .filter((line) => line.voidFlag !== true && line.lineItemTypeCode === type)
    .reduce((sum, { quantity }) => sum + itemsOf(quantity), 0n);
}

function itemsOf(quantity: JsonValue | undefined): bigint {
  const whole = isJsonNumber(quantity) ? wholeNumber(quantity.rawJSON) : undefined;
  if (whole === undefined) return 1n;
  return whole < 0n ? -whole : whole;
}

function decimalOf(value: JsonValue | undefined): Decimal {
  return (isJsonNumber(value) && parseDecimal(value.rawJSON)) || ZERO;
}
