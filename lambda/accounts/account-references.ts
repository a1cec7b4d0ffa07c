import type { FieldError } from '../domain/app-error.ts';
import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../domain/json.ts';
import type { Standing } from './standing.ts';

/** How records refer to an account: by its number and its external ids. */
export function accountReference({ object }: Pick<Standing, 'object'>): JsonObject {
  return referenceOf(object, ['account_no', 'userid', 'client_account_id']);
}

/** How records refer to a plan instance. */
export function planInstanceReference({ object }: Pick<Standing, 'object'>): JsonObject {
  return referenceOf(object, ['plan_instance_no', 'client_plan_instance_id']);
}

/** Further ids in a request's reference that are not those of the record that its number names. */
export function checkReference(
  given: JsonValue | undefined,
  own: JsonObject,
  pointer: string,
): readonly FieldError[] {
  if (!isJsonObject(given)) return [];
  return Object.entries(given).flatMap(([name, id]) =>
    stringifyJson(own[name] ?? null) === stringifyJson(id)
      ? []
      : [{ pointer: `${pointer}/${name}`, detail: `is not the ${name} of what is named here; leave it out` }],
  );
}

function referenceOf(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, object[name] ?? null]));
}
