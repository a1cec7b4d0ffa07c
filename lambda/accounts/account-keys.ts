import { AppError } from '../domain/app-error.ts';
import { isJsonNumber, isJsonObject, type JsonValue } from '../domain/json.ts';
import type { RecordKey } from '../domain/record.ts';
import { ID_PATTERN } from '../model/shape.ts';

/** What an account owns. */
export type OwnedType = 'Contact' | 'Plan Instance' | 'Account Transaction';

/** An account owns itself: all commands on it, and on what belongs to it, happen one after another. */
export function accountOwner(accountNo: string): string {
  return `Account#${accountNo}`;
}

/** The key of an account. */
export function accountKey(accountNo: string): RecordKey {
  return { owner: accountOwner(accountNo), type: 'Account', id: accountNo };
}

/** The key of something that belongs to an account. */
export function ownedKey(accountNo: string, type: OwnedType, id: string): RecordKey {
  return { owner: accountOwner(accountNo), type, id };
}

/** The number in a path's parameter. Throws AppError VALIDATION_FAILED when it is none. */
export function numberInPath(path: Readonly<Record<string, string>>, parameter: string): string {
  const number = path[parameter] ?? '';
  if (ID_PATTERN.test(number)) return number;
  const detail = `${parameter} in the path came as ${JSON.stringify(number)}; it has 1 to 19 digits and does not begin with 0`;
  throw new AppError('VALIDATION_FAILED', `the path has no valid ${parameter}`, {
    errors: [{ pointer: '', detail }],
  });
}

/** The digits of a number; undefined for anything else. */
export function digitsOf(value: JsonValue | undefined): string | undefined {
  return isJsonNumber(value) ? value.rawJSON : undefined;
}

/** The number that a reference such as `{"account_no":7}` names; undefined when there is no reference. */
export function referredNumber(reference: JsonValue | undefined, name: string): string | undefined {
  return isJsonObject(reference) ? digitsOf(reference[name]) : undefined;
}
