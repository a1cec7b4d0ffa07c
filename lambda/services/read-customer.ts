import { AppError } from '../domain/app-error.ts';
import type { JsonObject } from '../domain/json.ts';
import { IDENTIFIER_PATTERN } from '../model/field-shapes.ts';
import { standingCustomer } from '../rules/customer/standing-customer.ts';
import type { CustomerReader } from './ports.ts';

/** A customer exactly as it was put. Throws AppError NOT_FOUND. */
export async function readCustomer(reader: CustomerReader, customerID: string): Promise<JsonObject> {
  // The id is part of a key: an empty one is nobody's, and a longer one than there can be is not asked for.
  const standing = isCustomerId(customerID) ? await standingCustomer(reader, customerID) : undefined;
  if (standing !== undefined) return standing.body;
  const detail = 'there is no customer of the id in the path; it may have been deleted or merged';
  throw new AppError('NOT_FOUND', detail);
}

function isCustomerId(text: string): boolean {
  return IDENTIFIER_PATTERN.test(text);
}
