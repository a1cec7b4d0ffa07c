import type { AppError } from '../../domain/app-error.ts';
import type { CommitReader } from '../../domain/commit.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Change, Fields, RecordKey, StoredRecord } from '../../domain/record.ts';
import { eventTimestamp } from '../../domain/timestamp.ts';
import { CUSTOMER } from '../../model/customer.ts';
import { exactObject } from '../../model/exact-json.ts';
import { numberTextsOf, withNumberTexts } from '../../model/number-texts.ts';
import { refused } from '../refused.ts';

/** A customer that is there. */
export interface StandingCustomer {
  readonly id: string;
  readonly record: StoredRecord;
  /** As it was put, every number in the text in which it came. */
  readonly body: JsonObject;
}

/** The owner of a customer's records: the customer. */
export function customerOwner(customerID: string): string {
  return `Customer#${customerID}`;
}

/** The key of a customer. */
export function customerKey(customerID: string): RecordKey {
  return { owner: customerOwner(customerID), type: CUSTOMER.type, id: customerID };
}

/** A customer as it stands; undefined when there is none of this id. */
export async function standingCustomer(
  reader: Pick<CommitReader, 'records'>,
  customerID: string,
): Promise<StandingCustomer | undefined> {
  const [standing] = await standingCustomers(reader, [customerID]);
  return standing;
}

/** Customers as they stand, in the order of their ids; undefined where there is none. */
export async function standingCustomers(
  reader: Pick<CommitReader, 'records'>,
  customerIDs: readonly string[],
): Promise<readonly (StandingCustomer | undefined)[]> {
  const records = await reader.records(customerIDs.map(customerKey));
  return records.map((record) => record && customerOf(record));
}

/** The customer that a record holds. */
export function customerOf(record: StoredRecord): StandingCustomer {
  return { id: record.key.id, record, body: exactObject(CUSTOMER, record.fields) };
}

/** A customer that must be there. Throws AppError RULE_VIOLATED; `pointer` says where the request names it. */
export async function requiredCustomer(
  reader: Pick<CommitReader, 'records'>,
  { customerID, pointer }: { customerID: string; pointer: string },
): Promise<StandingCustomer> {
  const customer = await standingCustomer(reader, customerID);
  if (customer !== undefined) return customer;
  throw noCustomer({ customerID, pointer });
}

/** The refusal of a request that names a customer who is not there. */
export function noCustomer({ customerID, pointer }: { customerID: string; pointer: string }): AppError {
  const detail = `there is no customer ${JSON.stringify(customerID)}; add it first, by Customer addOrUpdateCustomer`;
  return refused(pointer, detail);
}

/**
 * The update of a customer to which some fields of its body become others, each as a whole. `house`: attributes of the house
 * that change with them.
 */
export function customerUpdate(
  { record }: StandingCustomer,
  { changed, now, house = {} }: { changed: JsonObject; now: number; house?: Fields },
): Change {
  const update = { ...changed, Modified: eventTimestamp(now), ...numberTextsOf(changed), ...house };
  return { action: 'update', key: record.key, fields: withNumberTexts(record.fields, update) };
}
