import { catalogKey } from '../domain/catalog-names.ts';
import type { CommitContext, CommitPlan } from '../domain/commit.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import { PLAN_INSTANCE_LIFECYCLE, type PlanInstanceMove, STATES } from '../model/account-lifecycle.ts';
import { accountKey, digitsOf, ownedKey } from './account-keys.ts';
import { checkPlan, checkTerms } from './check-subscription.ts';
import { accountOfPlanInstance, cancelledReferences } from './plan-instances.ts';
import type { AccountCommand, AccountReader } from './ports.ts';
import { differing, feedTime, updated } from './record-changes.ts';
import { allowedMove, needState, refuse } from './refuse.ts';
import { readStanding, type Standing } from './standing.ts';

/** PUT /subscriptions/{plan_instance_no}: sets the fields that the request names, and no others. */
export function changeSubscription(planInstanceNo: string): AccountCommand {
  return onPlanInstance(planInstanceNo, planChange);
}

/** POST /subscriptions/{plan_instance_no}/activate, suspend, resume, cancel: as PLAN_INSTANCE_LIFECYCLE says. */
export function moveSubscription(planInstanceNo: string, move: PlanInstanceMove): AccountCommand {
  return onPlanInstance(planInstanceNo, (context, subscription) => planMove(context, subscription, move));
}

/** A plan instance as it stands, and what a request says of it. */
interface Subscription {
  readonly standing: Standing;
  readonly accountNo: string;
  readonly body: JsonObject;
}

function onPlanInstance(
  planInstanceNo: string,
  plan: (context: CommitContext, subscription: Subscription) => Promise<CommitPlan>,
): AccountCommand {
  return {
    prepare: async ({ body, reader }) => {
      const accountNo = await accountOfPlanInstance(reader, planInstanceNo);
      const key = ownedKey(accountNo, 'Plan Instance', planInstanceNo);
      return {
        owners: [key.owner],
        plan: async (context) =>
          plan(context, { standing: await readStanding(context.reader, key), accountNo, body }),
      };
    },
  };
}

async function planChange({ reader, now }: CommitContext, change: Subscription): Promise<CommitPlan> {
  const { standing, body } = change;
  needState(standing, STATES.ACTIVE, STATES.PENDING, STATES.SUSPENDED);
  const values = differing(standing, body);
  refuse('the subscription cannot be changed', [
    ...(await checkPlan(reader, values)),
    ...checkTerms({ ...standing.object, ...body }),
  ]);
  if (Object.keys(values).length === 0) return { changes: [] };
  const [before, after] = [digitsOf(standing.object.plan), digitsOf(values.plan)];
  return {
    changes: [updated(standing, values, now)],
    references: after === undefined ? [] : [...plans(after, 1), ...plans(before, -1)],
  };
}

async function planMove(
  { reader, now }: CommitContext,
  { standing, accountNo }: Subscription,
  name: PlanInstanceMove,
): Promise<CommitPlan> {
  const { to } = allowedMove(PLAN_INSTANCE_LIFECYCLE, name, standing);
  if (to === STATES.ACTIVE) needState(await readStanding(reader, accountKey(accountNo)), STATES.ACTIVE);
  if (name === 'cancel') await refuseSupplements(reader, standing);
  const values = {
    status: exactNumber(to.no),
    status_tstamp: feedTime(now),
    is_suspended_with_account: false,
  };
  return {
    changes: [updated(standing, values, now)],
    references: name === 'cancel' ? cancelledReferences(standing) : [],
  };
}

async function refuseSupplements(reader: AccountReader, { record: { key } }: Standing): Promise<void> {
  const count = await reader.references(key);
  if (count === 0) return;
  const detail = `Plan Instance ${key.id} has ${count} that ${count === 1 ? 'supplements' : 'supplement'} it; cancel ${count === 1 ? 'that' : 'those'} first`;
  refuse('the subscription has supplements', [{ pointer: '', detail }]);
}

function plans(number: string | undefined, by: 1 | -1): NonNullable<CommitPlan['references']> {
  return number === undefined ? [] : [{ target: catalogKey('Plan Definition', number), by }];
}
