import { AppError } from '../domain/app-error.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { parseJson } from '../domain/parse-json.ts';
import type { RecordKey, StoredRecord } from '../domain/record.ts';
import { ACCOUNT } from '../model/account.ts';
import { STATES } from '../model/account-lifecycle.ts';
import { ACCOUNT_TRANSACTION } from '../model/account-transaction.ts';
import { CONTACT } from '../model/contact.ts';
import { exactJson } from '../model/exact-json.ts';
import type { ObjectType } from '../model/object-type.ts';
import { PLAN_INSTANCE } from '../model/plan-instance.ts';
import type { Code } from '../model/shape.ts';
import { Moved } from '../rules/service-method.ts';
import { accountKey, digitsOf } from './account-keys.ts';
import type { AccountReader } from './ports.ts';

const TYPES: Readonly<Record<string, ObjectType>> = Object.fromEntries(
  [ACCOUNT, CONTACT, PLAN_INSTANCE, ACCOUNT_TRANSACTION].map((type) => [type.type, type]),
);

/** A record as it stands, and the object that it holds: every number in the text in which it came. */
export interface Standing {
  readonly record: StoredRecord;
  readonly object: JsonObject;
}

/** How the model describes an object type of this slice. */
export function typeOf({ type }: Pick<RecordKey, 'type'>): ObjectType {
  const found = TYPES[type];
  if (found === undefined) throw new AppError('INTERNAL', `${type} is no object type of accounts`);
  return found;
}

/** What a record holds. */
export function standing(record: StoredRecord): Standing {
  const object = parseJson(exactJson(typeOf(record.key), record.fields));
  return { record, object: isJsonObject(object) ? object : {} };
}

/** The record with this key; undefined when there is none. */
export async function findStanding(reader: AccountReader, key: RecordKey): Promise<Standing | undefined> {
  const [record] = await reader.records([key]);
  return record && standing(record);
}

/** The record that a path names. Throws AppError NOT_FOUND when there is none. */
export async function readStanding(reader: AccountReader, key: RecordKey): Promise<Standing> {
  const found = await findStanding(reader, key);
  if (found === undefined) throw new AppError('NOT_FOUND', `there is no ${key.type} ${key.id}`);
  return found;
}

/**
 * An account to which something with the key `added` is to be added, by one read. Throws AppError NOT_FOUND when there is no such account, and
 * Moved when the key is taken: its number was drawn by chance.
 */
export async function readForNew(
  reader: AccountReader,
  accountNo: string,
  added: RecordKey,
): Promise<Standing> {
  const [account, taken] = await reader.records([accountKey(accountNo), added]);
  if (taken !== undefined) throw new Moved();
  if (account === undefined) throw new AppError('NOT_FOUND', `there is no Account ${accountNo}`);
  return standing(account);
}

/** Whether the record is in one of these states. */
export function isIn({ object }: Standing, ...states: readonly Code[]): boolean {
  return states.some(({ no }) => String(no) === digitsOf(object.status));
}

/** Its state in words, for a message. */
export function stateOf({ object }: Standing): string {
  const status = digitsOf(object.status);
  return (
    Object.values(STATES).find(({ no }) => String(no) === status)?.name ?? `in state ${status ?? 'null'}`
  );
}
