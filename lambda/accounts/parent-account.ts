import type { FieldError } from '../domain/app-error.ts';
import type { CommitPlan } from '../domain/commit.ts';
import type { JsonObject, JsonValue } from '../domain/json.ts';
import { STATES } from '../model/account-lifecycle.ts';
import { Moved } from '../rules/service-method.ts';
import { accountKey, accountOwner, referredNumber } from './account-keys.ts';
import { accountReference, checkReference } from './account-references.ts';
import { MAX_ACCOUNT_LEVELS, MAX_DEPENDENTS } from './contract.ts';
import type { AccountReader } from './ports.ts';
import { findStanding, isIn, type Standing } from './standing.ts';

const POINTER = '/parent_account';

/** The accounts above one that is to be put below `parent`, nearest first, as they stood when the command was prepared. */
export interface AccountsAbove {
  readonly numbers: readonly string[];
  readonly owners: readonly string[];
}

/** What a parent brings into a plan. */
export interface PlannedParent {
  /** As the record keeps it; undefined where the request says nothing of a parent. */
  readonly value: JsonValue | undefined;
  readonly references: NonNullable<CommitPlan['references']>;
  readonly errors: readonly FieldError[];
}

/**
 * Follows a request's `parent_account` upwards. The owners of all accounts above take part in the commit, so that two commands that would
 * close a circle together cannot both succeed.
 */
export async function accountsAbove(
  reader: AccountReader,
  parent: JsonValue | undefined,
): Promise<AccountsAbove> {
  const numbers = (await climb(reader, parent)).map(({ number }) => number);
  return { numbers, owners: numbers.map(accountOwner) };
}

/** Checks the parent that a request names, and counts the account among those below it. Throws Moved when those above have changed. */
export async function planParent(
  reader: AccountReader,
  request: { body: JsonObject; own: string; before: JsonValue | undefined; above: AccountsAbove },
): Promise<PlannedParent> {
  const { body, own, before, above } = request;
  const { parent_account: given } = body;
  if (given === undefined) return { value: undefined, references: [], errors: [] };
  const steps = await climb(reader, given);
  if (steps.map(({ number }) => number).join() !== above.numbers.join()) throw new Moved();
  const parent = steps[0]?.account;
  const old = referredNumber(before, 'account_no');
  const now = steps[0]?.number;
  const references = old === now ? [] : [...counted(old, -1), ...counted(now, 1)];
  if (steps.length === 0) return { value: null, references, errors: [] };
  if (parent === undefined) return { value: null, references: [], errors: [missing(now)] };
  const errors = [
    ...checkReference(given, accountReference(parent), POINTER),
    ...(old === now ? [] : await checkParent(reader, parent)),
    ...checkLevels(steps, own),
  ];
  return { value: accountReference(parent), references, errors };
}

interface Step {
  readonly number: string;
  readonly account: Standing | undefined;
}

/** One level more than is allowed, so that it shows; a circle ends there too. */
async function climb(reader: AccountReader, parent: JsonValue | undefined): Promise<readonly Step[]> {
  const steps: Step[] = [];
  let number = referredNumber(parent, 'account_no');
  while (
    number !== undefined &&
    steps.length <= MAX_ACCOUNT_LEVELS &&
    !steps.some((step) => step.number === number)
  ) {
    const account = await findStanding(reader, accountKey(number));
    steps.push({ number, account });
    number = referredNumber(account?.object.parent_account, 'account_no');
  }
  return steps;
}

async function checkParent(reader: AccountReader, parent: Standing): Promise<FieldError[]> {
  const { key } = parent.record;
  if (isIn(parent, STATES.INACTIVE))
    return [{ pointer: POINTER, detail: `Account ${key.id} is inactive; nothing can be put below it` }];
  if ((await reader.references(key)) < MAX_DEPENDENTS) return [];
  return [
    {
      pointer: POINTER,
      detail: `Account ${key.id} has ${MAX_DEPENDENTS} subscriptions and accounts below it already`,
    },
  ];
}

function checkLevels(steps: readonly Step[], own: string): FieldError[] {
  if (steps.some(({ number }) => number === own))
    return [
      { pointer: POINTER, detail: `would put Account ${own}, directly or through others, below itself` },
    ];
  if (steps.length <= MAX_ACCOUNT_LEVELS) return [];
  return [{ pointer: POINTER, detail: `has more than ${MAX_ACCOUNT_LEVELS} accounts above one another` }];
}

function missing(number: string | undefined): FieldError {
  return { pointer: `${POINTER}/account_no`, detail: `there is no Account ${number}; create it first` };
}

function counted(number: string | undefined, by: 1 | -1): NonNullable<CommitPlan['references']> {
  return number === undefined ? [] : [{ target: accountKey(number), by }];
}
