import type { FieldError } from '../domain/app-error.ts';
import type { CommitContext, CommitPlan } from '../domain/commit.ts';
import type { JsonObject } from '../domain/json.ts';
import { STATES } from '../model/account-lifecycle.ts';
import type { Preparation, PreparedCommand } from '../rules/service-method.ts';
import { accountKey, accountOwner, digitsOf, ownedKey } from './account-keys.ts';
import { type AccountsAbove, accountsAbove, planParent } from './parent-account.ts';
import type { AccountCommand, AccountReader } from './ports.ts';
import { differing, updated } from './record-changes.ts';
import { needState, refuse } from './refuse.ts';
import { findStanding, readStanding } from './standing.ts';

/**
 * PUT /accounts/{account_no}: sets the fields that the request names, and no others. Where all of them are as they should be already,
 * nothing is changed, and nothing published.
 */
export function changeAccount(accountNo: string): AccountCommand {
  return { prepare: (preparation) => prepare(accountNo, preparation) };
}

async function prepare(accountNo: string, { body, reader }: Preparation): Promise<PreparedCommand> {
  const above = await accountsAbove(reader, body.parent_account);
  return {
    owners: [...new Set([accountOwner(accountNo), ...above.owners])],
    plan: (context) => planChange(context, { accountNo, body, above }),
  };
}

async function planChange(
  { reader, now }: CommitContext,
  change: { accountNo: string; body: JsonObject; above: AccountsAbove },
): Promise<CommitPlan> {
  const { accountNo, body, above } = change;
  const account = await readStanding(reader, accountKey(accountNo));
  needState(account, STATES.ACTIVE, STATES.PENDING, STATES.SUSPENDED);
  const before = account.object.parent_account;
  const parent = await planParent(reader, { body, own: accountNo, before, above });
  refuse('the account cannot be changed', [
    ...parent.errors,
    ...(await checkContact(reader, accountNo, body)),
  ]);
  const values = differing(account, {
    ...body,
    ...(parent.value !== undefined && { parent_account: parent.value }),
  });
  const isSame = Object.keys(values).length === 0;
  return { changes: isSame ? [] : [updated(account, values, now)], references: parent.references };
}

async function checkContact(
  reader: AccountReader,
  accountNo: string,
  body: JsonObject,
): Promise<FieldError[]> {
  const contactNo = digitsOf(body.admin_contact);
  if (contactNo === undefined) return [];
  if ((await findStanding(reader, ownedKey(accountNo, 'Contact', contactNo))) !== undefined) return [];
  const detail = `Account ${accountNo} has no Contact ${contactNo}; add it first, by POST /accounts/${accountNo}/contacts`;
  return [{ pointer: '/admin_contact', detail }];
}
