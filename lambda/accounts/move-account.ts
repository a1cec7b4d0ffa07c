import type { CommitContext, CommitPlan } from '../domain/commit.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import type { Change, RecordKey } from '../domain/record.ts';
import { ACCOUNT_LIFECYCLE, type AccountMove, STATES } from '../model/account-lifecycle.ts';
import { accountKey, accountOwner, referredNumber } from './account-keys.ts';
import { cancelledReferences, planInstancesOf } from './plan-instances.ts';
import type { AccountCommand } from './ports.ts';
import { feedTime, updated } from './record-changes.ts';
import { allowedMove, refuse } from './refuse.ts';
import { isIn, readStanding, type Standing } from './standing.ts';

/** POST /accounts/{account_no}/activate, suspend, resume, deactivate: as ACCOUNT_LIFECYCLE says, with its subscriptions. */
export function moveAccount(accountNo: string, move: AccountMove): AccountCommand {
  return {
    prepare: async () => ({
      owners: [accountOwner(accountNo)],
      plan: (context) => planMove(context, accountNo, move),
    }),
  };
}

async function planMove(
  { reader, now }: CommitContext,
  accountNo: string,
  move: AccountMove,
): Promise<CommitPlan> {
  const key = accountKey(accountNo);
  const account = await readStanding(reader, key);
  const { to } = allowedMove(ACCOUNT_LIFECYCLE, move, account);
  const subscriptions = move === 'activate' ? [] : await planInstancesOf(reader, accountNo);
  const live = subscriptions.filter((each) => !isIn(each, STATES.CANCELLED));
  if (move === 'deactivate') refuseAccountsBelow(key, (await reader.references(key)) - live.length);
  const moved = live.flatMap((each) => {
    const values = withAccount(move, each);
    return values === undefined ? [] : [updated(each, { ...values, status_tstamp: feedTime(now) }, now)];
  });
  const changes: Change[] = [
    updated(account, { status: exactNumber(to.no), status_tstamp: feedTime(now) }, now),
    ...moved,
  ];
  return { changes, references: move === 'deactivate' ? releasedReferences(account, live) : [] };
}

/** What becomes of a subscription that is not cancelled; undefined: nothing. */
function withAccount(move: AccountMove, subscription: Standing): JsonObject | undefined {
  if (move === 'deactivate')
    return { status: exactNumber(STATES.CANCELLED.no), is_suspended_with_account: false };
  if (move === 'suspend' && isIn(subscription, STATES.ACTIVE))
    return { status: exactNumber(STATES.SUSPENDED.no), is_suspended_with_account: true };
  const resumes = move === 'resume' && isIn(subscription, STATES.SUSPENDED);
  return resumes && subscription.object.is_suspended_with_account === true
    ? { status: exactNumber(STATES.ACTIVE.no), is_suspended_with_account: false }
    : undefined;
}

function releasedReferences(
  account: Standing,
  live: readonly Standing[],
): NonNullable<CommitPlan['references']> {
  const parent = referredNumber(account.object.parent_account, 'account_no');
  return [
    ...live.flatMap(cancelledReferences),
    ...(parent === undefined ? [] : [{ target: accountKey(parent), by: -1 as const }]),
  ];
}

function refuseAccountsBelow({ id }: RecordKey, below: number): void {
  if (below <= 0) return;
  const detail = `Account ${id} has ${below} ${below === 1 ? 'account' : 'accounts'} below it that ${below === 1 ? 'is' : 'are'} not inactive; deactivate them first, or give them another parent`;
  refuse('the account has others below it', [{ pointer: '', detail }]);
}
