import type { FieldError } from '../domain/app-error.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import { sameNumber } from '../domain/number.ts';
import type { Change } from '../domain/record.ts';
import { type AccountTransactionType, accountTransactionType } from '../model/account-transaction-types.ts';
import { digitsOf, ownedKey } from './account-keys.ts';
import type { AccountReader } from './ports.ts';
import { feedTime, updated } from './record-changes.ts';
import { applicationsOf, settledValues } from './settlement.ts';
import { findStanding, type Standing, standing } from './standing.ts';

/** The transaction that another one voids, if it does, and what is against it. */
export interface PlannedVoid {
  readonly transaction: Standing | undefined;
  /** The transactions that it is settled with. */
  readonly settledWith: readonly Standing[];
  readonly errors: readonly FieldError[];
}

/**
 * A kind below 0 voids: it names, in `voided_transaction`, a transaction of the same account, of the kind above 0 and with the same
 * amount, that has not been voided yet. Its effect on the balance is the opposite.
 */
export async function planVoid(
  reader: AccountReader,
  { accountNo, body, type }: { accountNo: string; body: JsonObject; type: AccountTransactionType },
): Promise<PlannedVoid> {
  const number = digitsOf(body.voided_transaction);
  if (number === undefined)
    return { transaction: undefined, settledWith: [], errors: type.no < 0 ? [UNNAMED] : [] };
  const transaction = await findStanding(reader, ownedKey(accountNo, 'Account Transaction', number));
  if (transaction === undefined)
    return refused('/voided_transaction', `Account ${accountNo} has no transaction ${number}`);
  const { object } = transaction;
  const voids = accountTransactionType(digitsOf(object.transaction_type));
  if (object.voiding_transaction !== null && object.voiding_transaction !== undefined)
    return refused(
      '/voided_transaction',
      `transaction ${number} has been voided by ${digitsOf(object.voiding_transaction)}`,
    );
  if (voids === undefined || voids.no < 0)
    return refused(
      '/voided_transaction',
      `transaction ${number} is itself one that voids; it cannot be voided`,
    );
  if (type.no !== -voids.no)
    return refused(
      '/transaction_type',
      `a transaction of kind ${voids.no} is voided by one of kind ${-voids.no}`,
    );
  if (!sameNumber(digitsOf(object.amount) ?? '0', digitsOf(body.amount) ?? '0'))
    return refused(
      '/amount',
      `transaction ${number} has the amount ${digitsOf(object.amount)}; all of it is voided`,
    );
  const numbers = new Set(applicationsOf(transaction).flatMap((each) => digitsOf(each.transaction) ?? []));
  const keys = [...numbers].map((each) => ownedKey(accountNo, 'Account Transaction', each));
  const records = await reader.records(keys);
  const settledWith = records.flatMap((record) => (record === undefined ? [] : [standing(record)]));
  return { transaction, settledWith, errors: [] };
}

/** The voided transaction names the one that voids it, and settles nothing any more: what it was settled with is open again. */
export function voidedChanges(
  { transaction, settledWith }: PlannedVoid,
  { transactionNo, now }: { transactionNo: string; now: number },
): readonly Change[] {
  if (transaction === undefined) return [];
  const tstamp = feedTime(now);
  const { id } = transaction.record.key;
  const open = settledWith.map((each) => {
    const others = applicationsOf(each).filter((entry) => digitsOf(entry.transaction) !== id);
    return updated(each, settledValues(each, others, tstamp), now);
  });
  const values = {
    ...settledValues(transaction, [], tstamp),
    voiding_transaction: exactNumber(transactionNo),
  };
  return [updated(transaction, values, now), ...open];
}

const UNNAMED: FieldError = {
  pointer: '/voided_transaction',
  detail: 'is missing; a kind below 0 voids a transaction, which must be named',
};

function refused(pointer: string, detail: string): PlannedVoid {
  return { transaction: undefined, settledWith: [], errors: [{ pointer, detail }] };
}
