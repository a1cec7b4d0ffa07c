import type { FieldError } from '../domain/app-error.ts';
import type { JsonObject, JsonValue } from '../domain/json.ts';
import { STATES } from '../model/account-lifecycle.ts';
import { ownedKey, referredNumber } from './account-keys.ts';
import { checkReference, planInstanceReference } from './account-references.ts';
import type { AccountReader } from './ports.ts';
import { findStanding, isIn } from './standing.ts';

/** The plan instance that a new one supplements, if it does, and what is against it. */
export interface PlannedMaster {
  readonly number: string | undefined;
  readonly reference: JsonObject | null;
  readonly errors: readonly FieldError[];
}

const POINTER = '/master_plan_instance';

/** A master is a plan instance of the same account that is not cancelled, and supplements none itself. */
export async function planMaster(
  reader: AccountReader,
  { accountNo, given }: { accountNo: string; given: JsonValue | undefined },
): Promise<PlannedMaster> {
  const number = referredNumber(given, 'plan_instance_no');
  if (number === undefined) return { number, reference: null, errors: [] };
  const refused = (detail: string) => ({
    number,
    reference: null,
    errors: [{ pointer: `${POINTER}/plan_instance_no`, detail }],
  });
  const master = await findStanding(reader, ownedKey(accountNo, 'Plan Instance', number));
  if (master === undefined) return refused(`Account ${accountNo} has no Plan Instance ${number}`);
  if (isIn(master, STATES.CANCELLED)) return refused(`Plan Instance ${number} is cancelled`);
  if (referredNumber(master.object.master_plan_instance, 'plan_instance_no') !== undefined)
    return refused(`Plan Instance ${number} supplements another one; name that one`);
  const reference = planInstanceReference(master);
  return { number, reference, errors: checkReference(given, reference, POINTER) };
}
