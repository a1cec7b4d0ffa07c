import type { FieldError } from '../domain/app-error.ts';
import type { CommitContext, CommitPlan } from '../domain/commit.ts';
import { compareDecimals, decimalText, ZERO } from '../domain/decimal.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import { MAX_APPLICATIONS } from '../model/account-transaction.ts';
import { accountOwner, digitsOf, ownedKey } from './account-keys.ts';
import type { AccountCommand } from './ports.ts';
import { feedTime, updated } from './record-changes.ts';
import { refuse } from './refuse.ts';
import { applicationsOf, decimalOf, openAmount, settledValues, settlingSign } from './settlement.ts';
import { findStanding, readStanding, type Standing } from './standing.ts';

/**
 * POST /accounts/{account_no}/transactions/{transaction_no}/applications: settles a transaction with another one, in part or in full: a payment
 * with a charge, or the other way round. The balance stays: both have counted already.
 */
export function applyAccountTransaction(accountNo: string, transactionNo: string): AccountCommand {
  return {
    prepare: async ({ body }) => ({
      owners: [accountOwner(accountNo)],
      plan: (context) => planApplication(context, { accountNo, transactionNo, body }),
    }),
  };
}

async function planApplication(
  { reader, now }: CommitContext,
  request: { accountNo: string; transactionNo: string; body: JsonObject },
): Promise<CommitPlan> {
  const { accountNo, transactionNo, body } = request;
  const otherNo = digitsOf(body.transaction) ?? '';
  const one = await readStanding(reader, ownedKey(accountNo, 'Account Transaction', transactionNo));
  const other = await findStanding(reader, ownedKey(accountNo, 'Account Transaction', otherNo));
  if (other === undefined) {
    const detail = `Account ${accountNo} has no transaction ${otherNo}`;
    refuse('the transactions cannot be settled', [{ pointer: '/transaction', detail }]);
    return { changes: [] };
  }
  refuse('the transactions cannot be settled', [
    ...checkSigns(one, other),
    ...checkAmount(body, [one, other]),
  ]);
  const tstamp = feedTime(now);
  const settledWith = (own: Standing, number: string) => {
    const entry = {
      transaction: exactNumber(number),
      amount: body.amount ?? null,
      application_tstamp: tstamp,
    };
    return updated(own, settledValues(own, [...applicationsOf(own), entry], tstamp), now);
  };
  return { changes: [settledWith(one, otherNo), settledWith(other, transactionNo)] };
}

function checkSigns(one: Standing, other: Standing): FieldError[] {
  const at = (detail: string): FieldError[] => [{ pointer: '/transaction', detail }];
  const [sign, otherSign] = [settlingSign(one), settlingSign(other)];
  const done = [one, other].find((each) => settlingSign(each) === undefined);
  if (sign === undefined || otherSign === undefined)
    return at(`transaction ${done?.record.key.id} has been voided, or voids another one`);
  if (sign * otherSign === -1) return [];
  return at('one of the two must add to the balance, and the other one take off it');
}

function checkAmount({ amount }: JsonObject, both: readonly Standing[]): FieldError[] {
  const wanted = decimalOf(digitsOf(amount));
  if (compareDecimals(wanted, ZERO) <= 0) return [{ pointer: '/amount', detail: 'must be above 0' }];
  return both.flatMap((transaction) => {
    const { id } = transaction.record.key;
    const open = openAmount(transaction);
    if (applicationsOf(transaction).length >= MAX_APPLICATIONS)
      return [
        {
          pointer: '/amount',
          detail: `transaction ${id} is settled with ${MAX_APPLICATIONS} others already`,
        },
      ];
    if (compareDecimals(wanted, open) <= 0) return [];
    return [{ pointer: '/amount', detail: `transaction ${id} has ${decimalText(open)} left to be settled` }];
  });
}
