import type { FieldError } from '../domain/app-error.ts';
import { catalogKey } from '../domain/catalog-names.ts';
import { compareDecimals, parseDecimal, ZERO } from '../domain/decimal.ts';
import type { JsonObject } from '../domain/json.ts';
import { digitsOf } from './account-keys.ts';
import type { AccountReader } from './ports.ts';

/** The plan must be in the catalog. It is counted there, so that it stays. */
export async function checkPlan(reader: AccountReader, { plan }: JsonObject): Promise<FieldError[]> {
  const number = digitsOf(plan);
  if (number === undefined) return [];
  const [record] = await reader.records([catalogKey('Plan Definition', number)]);
  if (record !== undefined) return [];
  const detail = `there is no Plan Definition ${number}; put it first, by PUT /catalog/plan-definitions/${number}`;
  return [{ pointer: '/plan', detail }];
}

/** There must be some units, and it must not end before it starts. */
export function checkTerms({ units, start_date: start, end_date: end }: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const count = parseDecimal(digitsOf(units) ?? '1') ?? ZERO;
  if (compareDecimals(count, ZERO) <= 0) errors.push({ pointer: '/units', detail: 'must be above 0' });
  if (typeof start === 'string' && typeof end === 'string' && end < start)
    errors.push({ pointer: '/end_date', detail: `${end} is before it starts, ${start}` });
  return errors;
}
