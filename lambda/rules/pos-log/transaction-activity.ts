import { absoluteDecimal, type Decimal, multiplyDecimals, parseDecimal, ZERO } from '../../domain/decimal.ts';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../domain/json.ts';

/** What a transaction adds to its customer's summaries. */
export interface Activity {
  /** In the currency of the organization; one of the two is nothing. */
  readonly sales: Decimal;
  readonly returns: Decimal;
  readonly itemsSold: number;
  readonly itemsReturned: number;
  /** Whether the customer bought: then it may be the first or the last purchase. */
  readonly purchase: boolean;
}

/** States of a transaction in which it counts for nothing (ARTS POSLog, TransactionStatus), without regard to case. */
export const UNCOUNTED_STATES = ['VOIDED', 'POSTVOIDED', 'SUSPENDED', 'CANCELED', 'CANCELLED', 'FAILED'];

/**
 * What a transaction of the model's form adds up to; undefined when it counts for nothing: voided, or in one of UNCOUNTED_STATES.
 * Its amount is its `total`, by the exchange rate in the currency of the organization. It is a return when that is negative, or when it
 * has lines of type Return and none of type Sale. Lines that are voided do not count.
 */
export function activityOf(transaction: JsonObject): Activity | undefined {
  if (
    transaction.voidFlag === true ||
    UNCOUNTED_STATES.includes(upperCase(transaction.transactionStatusCode))
  )
    return undefined;
  const itemsSold = countLines(transaction, 'SALE');
  const itemsReturned = countLines(transaction, 'RETURN');
  const amount = multiplyDecimals(decimalOf(transaction.total), rateOf(transaction));
  const isReturn = amount.units < 0n || (itemsReturned > 0 && itemsSold === 0);
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

/** The business day that a transaction counts for, yyyy-MM-dd; the day on which it began when it names none. */
export function businessDay({ businessDate, beginDatetime }: JsonObject): string | undefined {
  if (typeof businessDate === 'string') return businessDate;
  return typeof beginDatetime === 'string' ? beginDatetime.slice(0, 'yyyy-MM-dd'.length) : undefined;
}

function rateOf(transaction: JsonObject): Decimal {
  const { currencyExchangeRate: rate } = transaction;
  return inOtherCurrency(transaction) && isJsonNumber(rate) ? decimalOf(rate) : { units: 1n, scale: 0 };
}

function inOtherCurrency({ currencyTypeCode, orgCurrencyTypeCode }: JsonObject): boolean {
  if (typeof currencyTypeCode !== 'string' || typeof orgCurrencyTypeCode !== 'string') return false;
  return currencyTypeCode.toUpperCase() !== orgCurrencyTypeCode.toUpperCase();
}

function countLines({ lineItems }: JsonObject, type: 'SALE' | 'RETURN'): number {
  const lines = isJsonArray(lineItems) ? lineItems.filter(isJsonObject) : [];
  return lines.filter((line) => line.voidFlag !== true && upperCase(line.lineItemTypeCode) === type).length;
}

function decimalOf(value: JsonValue | undefined): Decimal {
  return (isJsonNumber(value) && parseDecimal(value.rawJSON)) || ZERO;
}

function upperCase(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.toUpperCase() : '';
}
