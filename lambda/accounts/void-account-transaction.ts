import type { FieldError } from '../domain/app-error.ts';
import type { JsonObject } from '../domain/json.ts';
import { sameNumber } from '../domain/number.ts';
import { type AccountTransactionType, accountTransactionType } from '../model/account-transaction-types.ts';
import { digitsOf, ownedKey } from './account-keys.ts';
import type { AccountReader } from './ports.ts';
import { findStanding, type Standing } from './standing.ts';

/** The transaction that another one voids, if it does, and what is against it. */
export interface PlannedVoid {
  readonly transaction: Standing | undefined;
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
  if (number === undefined) return { transaction: undefined, errors: type.no < 0 ? [UNNAMED] : [] };
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
  return { transaction, errors: [] };
}

const UNNAMED: FieldError = {
  pointer: '/voided_transaction',
  detail: 'is missing; a kind below 0 voids a transaction, which must be named',
};

function refused(pointer: string, detail: string): PlannedVoid {
  return { transaction: undefined, errors: [{ pointer, detail }] };
}
