import type { JsonObject } from '../domain/json.ts';
import { accountKey, type OwnedType, ownedKey } from './account-keys.ts';
import { accountOfPlanInstance } from './plan-instances.ts';
import type { AccountReader } from './ports.ts';
import { readStanding } from './standing.ts';

/** An account, exactly as it was put. Throws AppError NOT_FOUND. */
export async function readAccount(reader: AccountReader, accountNo: string): Promise<JsonObject> {
  return (await readStanding(reader, accountKey(accountNo))).object;
}

/** A contact or transaction of an account, exactly as it was put. Throws AppError NOT_FOUND. */
export async function readOwned(
  reader: AccountReader,
  { accountNo, type, id }: { accountNo: string; type: OwnedType; id: string },
): Promise<JsonObject> {
  return (await readStanding(reader, ownedKey(accountNo, type, id))).object;
}

/** A subscription, exactly as it was put. Throws AppError NOT_FOUND. */
export async function readSubscription(reader: AccountReader, planInstanceNo: string): Promise<JsonObject> {
  const accountNo = await accountOfPlanInstance(reader, planInstanceNo);
  return readOwned(reader, { accountNo, type: 'Plan Instance', id: planInstanceNo });
}
