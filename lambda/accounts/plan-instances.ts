import { AppError } from '../domain/app-error.ts';
import type { CommitPlan, Name } from '../domain/commit.ts';
import { accountKey, accountOwner, digitsOf, ownedKey, referredNumber } from './account-keys.ts';
import type { AccountReader } from './ports.ts';
import { type Standing, standing } from './standing.ts';

/** The numbers that Millrace gives have 17 digits. */
const FIRST = 10n ** 16n;
const LAST = 10n ** 17n - 1n;

/** All plan instances that an account ever had, by number. */
export async function planInstancesOf(
  reader: AccountReader,
  accountNo: string,
): Promise<readonly Standing[]> {
  const range = { owner: accountOwner(accountNo), type: 'Plan Instance', first: FIRST, last: LAST };
  return (await reader.recordsBetween(range)).map(standing);
}

/** Names the account that a plan instance belongs to. */
export function planInstanceName(planInstanceNo: string): Name {
  return { kind: 'Plan Instance', name: planInstanceNo };
}

/** The number of the account that a plan instance belongs to, for good. Throws AppError NOT_FOUND when there is none. */
export async function accountOfPlanInstance(reader: AccountReader, planInstanceNo: string): Promise<string> {
  const [named] = await reader.names([planInstanceName(planInstanceNo)]);
  const accountNo = digitsOf(named?.value.account_no);
  if (accountNo !== undefined) return accountNo;
  throw new AppError('NOT_FOUND', `there is no Plan Instance ${planInstanceNo}`);
}

/** A plan instance counts on its account, and on the plan instance that it supplements, until it is cancelled. */
export function liveReferences(
  accountNo: string,
  masterNo: string | undefined,
  by: 1 | -1,
): NonNullable<CommitPlan['references']> {
  const master = masterNo === undefined ? [] : [ownedKey(accountNo, 'Plan Instance', masterNo)];
  return [accountKey(accountNo), ...master].map((target) => ({ target, by }));
}

/** What no longer counts when a plan instance is cancelled. */
export function cancelledReferences({ object }: Standing): NonNullable<CommitPlan['references']> {
  const accountNo = referredNumber(object.account, 'account_no');
  const masterNo = referredNumber(object.master_plan_instance, 'plan_instance_no');
  return accountNo === undefined ? [] : liveReferences(accountNo, masterNo, -1);
}
