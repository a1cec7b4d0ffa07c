import type { FieldError } from '../domain/app-error.ts';
import { catalogKey } from '../domain/catalog-names.ts';
import type { CommitContext, CommitPlan } from '../domain/commit.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import { STATES } from '../model/account-lifecycle.ts';
import { Moved, type Preparation, type PreparedCommand } from '../rules/service-method.ts';
import { accountKey, accountOwner, digitsOf, ownedKey, referredNumber } from './account-keys.ts';
import { accountReference, checkReference } from './account-references.ts';
import { checkPlan, checkTerms } from './check-subscription.ts';
import { MAX_DEPENDENTS } from './contract.ts';
import { claimExternalIds } from './external-ids.ts';
import { planMaster } from './master-plan-instance.ts';
import { liveReferences, planInstanceName } from './plan-instances.ts';
import type { AccountCommand, AccountReader } from './ports.ts';
import { feedTime, inserted } from './record-changes.ts';
import { refuse } from './refuse.ts';
import { findStanding, isIn, type Standing, stateOf } from './standing.ts';

interface NewSubscription {
  readonly body: JsonObject;
  readonly accountNo: string;
  readonly planInstanceNo: string;
}

/** POST /subscriptions: makes a plan instance of an account. Answers with its number. */
export const CREATE_SUBSCRIPTION: AccountCommand = { prepare };

async function prepare({ body, newId }: Preparation): Promise<PreparedCommand> {
  const accountNo = referredNumber(body.account, 'account_no') ?? '';
  const planInstanceNo = newId();
  return {
    owners: [accountOwner(accountNo)],
    plan: (context) => planSubscription(context, { body, accountNo, planInstanceNo }),
    details: () => ({ plan_instance_no: exactNumber(planInstanceNo) }),
  };
}

async function planSubscription(
  { reader, now }: CommitContext,
  subscription: NewSubscription,
): Promise<CommitPlan> {
  const { body, accountNo, planInstanceNo } = subscription;
  const key = ownedKey(accountNo, 'Plan Instance', planInstanceNo);
  const named = { ...planInstanceName(planInstanceNo), owner: key.owner };
  const [[taken], [nameTaken], account, ids, master, planErrors] = await Promise.all([
    reader.records([key]),
    reader.names([named]),
    findStanding(reader, accountKey(accountNo)),
    claimExternalIds(reader, { key, object: body, fields: ['client_plan_instance_id'] }),
    planMaster(reader, { accountNo, given: body.master_plan_instance }),
    checkPlan(reader, body),
  ]);
  if (taken !== undefined || nameTaken !== undefined) throw new Moved();
  refuse('the subscription cannot be created', [
    ...(await checkAccount(reader, { account, body, accountNo })),
    ...planErrors,
    ...checkTerms(body),
    ...master.errors,
    ...ids.errors,
  ]);
  const planNo = digitsOf(body.plan) ?? '';
  const object = newPlanInstance({ body, planInstanceNo, tstamp: feedTime(now) });
  const references = {
    account: account && accountReference(account),
    master_plan_instance: master.reference,
  };
  return {
    changes: [inserted(key, { ...object, ...references } as JsonObject, now)],
    names: [...ids.names, { action: 'claim', ...named, value: { account_no: exactNumber(accountNo) } }],
    references: [
      ...liveReferences(accountNo, master.number, 1),
      { target: catalogKey('Plan Definition', planNo), by: 1 },
    ],
  };
}

function newPlanInstance(parts: { body: JsonObject; planInstanceNo: string; tstamp: string }): JsonObject {
  const { body, planInstanceNo, tstamp } = parts;
  return {
    status: exactNumber(STATES.ACTIVE.no),
    units: exactNumber(1),
    start_date: tstamp.slice(0, 'yyyy-MM-dd'.length),
    ...body,
    plan_instance_no: exactNumber(planInstanceNo),
    is_suspended_with_account: false,
    status_tstamp: tstamp,
    created_tstamp: tstamp,
    updated_tstamp: tstamp,
  };
}

async function checkAccount(
  reader: AccountReader,
  request: { account: Standing | undefined; body: JsonObject; accountNo: string },
): Promise<readonly FieldError[]> {
  const { account, body, accountNo } = request;
  const at = (detail: string): FieldError => ({ pointer: '/account/account_no', detail });
  if (account === undefined) return [at(`there is no Account ${accountNo}; create it first`)];
  const errors = checkReference(body.account, accountReference(account), '/account');
  if (!isIn(account, STATES.ACTIVE, STATES.PENDING))
    return [
      ...errors,
      at(`Account ${accountNo} is ${stateOf(account)}; it must be active or pending activation`),
    ];
  if ((await reader.references(account.record.key)) >= MAX_DEPENDENTS)
    return [
      ...errors,
      at(`Account ${accountNo} has ${MAX_DEPENDENTS} subscriptions and accounts below it already`),
    ];
  const pending = digitsOf(body.status) === String(STATES.PENDING.no);
  if (pending || isIn(account, STATES.ACTIVE)) return errors;
  const detail = `Account ${accountNo} is ${stateOf(account)}; until it is active, so must its subscriptions be: send ${STATES.PENDING.no}`;
  return [...errors, { pointer: '/status', detail }];
}
