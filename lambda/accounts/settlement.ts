import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalText,
  parseDecimal,
  ZERO,
} from '../domain/decimal.ts';
import { exactNumber, type JsonObject, objectsIn } from '../domain/json.ts';
import { accountTransactionType } from '../model/account-transaction-types.ts';
import { digitsOf } from './account-keys.ts';
import type { Standing } from './standing.ts';

/** The number that JSON digits write; 0 where there are none. */
export function decimalOf(digits: string | undefined): Decimal {
  return (digits === undefined ? undefined : parseDecimal(digits)) ?? ZERO;
}

/** The number with the opposite sign. */
export function negative({ units, scale }: Decimal): Decimal {
  return { units: -units, scale };
}

/** How much of a transaction is not settled yet. */
export function openAmount({ object }: Standing): Decimal {
  return addDecimals(
    decimalOf(digitsOf(object.amount)),
    negative(decimalOf(digitsOf(object.applied_amount))),
  );
}

/** What a transaction is settled with: the entries of `applications`. */
export function applicationsOf({ object }: Standing): readonly JsonObject[] {
  return objectsIn(object.applications);
}

/** What a transaction does to the balance: 1, -1 or 0; undefined once it has been voided, and for one that voids. */
export function settlingSign({ object }: Standing): 1 | 0 | -1 | undefined {
  const type = accountTransactionType(digitsOf(object.transaction_type));
  const isVoided = object.voiding_transaction !== null && object.voiding_transaction !== undefined;
  return isVoided || type === undefined || type.no < 0 ? undefined : type.sign;
}

/** Values of a transaction that is settled with these, and no others, at `tstamp`. */
export function settledValues(
  transaction: Standing,
  applications: readonly JsonObject[],
  tstamp: string,
): JsonObject {
  const amounts = applications.map(({ amount }) => decimalOf(digitsOf(amount)));
  const applied = amounts.reduce(addDecimals, ZERO);
  const isSettled = compareDecimals(applied, decimalOf(digitsOf(transaction.object.amount))) >= 0;
  return {
    applications,
    applied_amount: exactNumber(decimalText(applied)),
    fully_applied_tstamp: isSettled && applications.length > 0 ? tstamp : null,
  };
}
