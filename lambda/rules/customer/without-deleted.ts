import type { FieldError } from '../../domain/app-error.ts';
import { isJsonArray, type JsonObject, type JsonValue, stringifyJson } from '../../domain/json.ts';
import { identityOf } from './list-identities.ts';

/**
 * The entries of a customer's list without those that a request deletes, under `/delete`. One that the list does not have, or that is
 * deleted twice, is an error.
 */
export function withoutDeleted(
  entries: readonly JsonObject[],
  {
    deleted,
    entryOf,
    list,
  }: { deleted: JsonValue | undefined; entryOf: (id: JsonValue) => JsonObject; list: string },
): { readonly kept: readonly JsonObject[]; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  let kept = entries;
  for (const [place, id] of (isJsonArray(deleted) ? deleted : []).entries()) {
    const rest = kept.filter((entry) => identityOf(list, entry) !== identityOf(list, entryOf(id)));
    if (rest.length === kept.length)
      errors.push({
        pointer: `/delete/${place}`,
        detail: `the customer has no ${list} ${stringifyJson(id)}`,
      });
    kept = rest;
  }
  return { kept, errors };
}
