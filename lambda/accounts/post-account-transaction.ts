import { AppError, type FieldError } from '../domain/app-error.ts';
import type { CommitContext, CommitPlan } from '../domain/commit.ts';
import { addDecimals, decimalText } from '../domain/decimal.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import { numberLimitExceeded } from '../domain/number.ts';
import { STATES } from '../model/account-lifecycle.ts';
import { type AccountTransactionType, accountTransactionType } from '../model/account-transaction-types.ts';
import { accountOwner, digitsOf, ownedKey, referredNumber } from './account-keys.ts';
import { accountReference, checkReference, planInstanceReference } from './account-references.ts';
import type { AccountCommand, AccountReader } from './ports.ts';
import { feedTime, inserted, updated } from './record-changes.ts';
import { needState, refuse } from './refuse.ts';
import { decimalOf } from './settlement.ts';
import { findStanding, readForNew, type Standing } from './standing.ts';
import { planVoid, voidedChanges } from './void-account-transaction.ts';

/**
 * POST /accounts/{account_no}/transactions: stores a charge, payment or credit, and adds it to, or takes it off, the balance of the account,
 * digit for digit. Answers with its number.
 */
export function postAccountTransaction(accountNo: string): AccountCommand {
  return {
    prepare: async ({ body, newId }) => {
      const transactionNo = newId();
      return {
        owners: [accountOwner(accountNo)],
        plan: (context) => planTransaction(context, { accountNo, transactionNo, body }),
        details: () => ({ transaction_no: exactNumber(transactionNo) }),
      };
    },
  };
}

interface NewTransaction {
  readonly accountNo: string;
  readonly transactionNo: string;
  readonly body: JsonObject;
}

async function planTransaction({ reader, now }: CommitContext, posted: NewTransaction): Promise<CommitPlan> {
  const { accountNo, transactionNo, body } = posted;
  const key = ownedKey(accountNo, 'Account Transaction', transactionNo);
  const account = await readForNew(reader, accountNo, key);
  needState(account, STATES.ACTIVE, STATES.PENDING, STATES.SUSPENDED);
  const type = accountTransactionType(digitsOf(body.transaction_type));
  if (type === undefined) throw new AppError('INTERNAL', 'the kind of the transaction was not checked');
  const plan = await planInstanceOf(reader, accountNo, body);
  const voided = await planVoid(reader, { accountNo, body, type });
  const balance = newBalance(account, { body, type });
  refuse('the transaction cannot be posted', [
    ...checkAmount(body, account),
    ...plan.errors,
    ...voided.errors,
    ...balance.errors,
  ]);
  const tstamp = feedTime(now);
  const object = {
    applied_amount: exactNumber(0),
    currency: account.object.currency ?? null,
    ...body,
    transaction_no: exactNumber(transactionNo),
    created_tstamp: tstamp,
    account: accountReference(account),
    master_plan_instance: plan.reference,
  };
  return {
    changes: [
      inserted(key, object, now),
      ...voidedChanges(voided, { transactionNo, now }),
      ...(type.sign === 0 ? [] : [updated(account, { balance: exactNumber(balance.text) }, now)]),
    ],
  };
}

function checkAmount(body: JsonObject, { object }: Standing): FieldError[] {
  const errors: FieldError[] = [];
  if (digitsOf(body.amount)?.startsWith('-'))
    errors.push({
      pointer: '/amount',
      detail: 'is below 0; the kind of the transaction says in which direction it goes',
    });
  if (body.currency !== undefined && body.currency !== object.currency)
    errors.push({
      pointer: '/currency',
      detail: `the account has the currency ${String(object.currency)}; leave it out`,
    });
  return errors;
}

async function planInstanceOf(
  reader: AccountReader,
  accountNo: string,
  { master_plan_instance: given }: JsonObject,
): Promise<{ reference: JsonObject | null; errors: readonly FieldError[] }> {
  const number = referredNumber(given, 'plan_instance_no');
  if (number === undefined) return { reference: null, errors: [] };
  const found = await findStanding(reader, ownedKey(accountNo, 'Plan Instance', number));
  if (found === undefined) {
    const detail = `Account ${accountNo} has no Plan Instance ${number}`;
    return { reference: null, errors: [{ pointer: '/master_plan_instance/plan_instance_no', detail }] };
  }
  const reference = planInstanceReference(found);
  return { reference, errors: checkReference(given, reference, '/master_plan_instance') };
}

function newBalance(
  { object }: Standing,
  { body, type }: { body: JsonObject; type: AccountTransactionType },
): { text: string; errors: readonly FieldError[] } {
  const { units, scale } = decimalOf(digitsOf(body.amount));
  const delta = { units: units * BigInt(type.sign), scale };
  const text = decimalText(addDecimals(decimalOf(digitsOf(object.balance)), delta));
  const exceeded = numberLimitExceeded(text);
  const detail = `the balance would be a number that ${exceeded}; post less at once`;
  return { text, errors: exceeded === undefined ? [] : [{ pointer: '/amount', detail }] };
}
