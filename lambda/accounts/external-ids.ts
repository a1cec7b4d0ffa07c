import type { FieldError } from '../domain/app-error.ts';
import type { NameChange } from '../domain/commit.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import type { RecordKey } from '../domain/record.ts';
import type { AccountReader } from './ports.ts';

/** External ids that are taken, and what is wrong with those that cannot be. */
export interface ExternalIds {
  readonly names: readonly NameChange[];
  readonly errors: readonly FieldError[];
}

/**
 * Claims the external ids of a new record: `fields` of its object. They are part of its `ref`, by which the feed's readers know it, so
 * they never change, and stay taken when it has been deactivated or cancelled.
 */
export async function claimExternalIds(
  reader: AccountReader,
  { key, object, fields }: { key: RecordKey; object: JsonObject; fields: readonly string[] },
): Promise<ExternalIds> {
  const wanted = fields.flatMap((field) => {
    const name = object[field];
    return typeof name === 'string' ? [{ field, kind: `${key.type} ${field}`, name }] : [];
  });
  const taken = await reader.names(wanted);
  const value = { id: exactNumber(key.id) };
  return {
    names: wanted.map(({ kind, name }) => ({ action: 'claim', kind, name, owner: key.owner, value })),
    errors: wanted.flatMap(({ field }, place) =>
      taken[place] === undefined ? [] : [{ pointer: `/${field}`, detail: TAKEN(key.type, field) }],
    ),
  };
}

const TAKEN = (type: string, field: string) =>
  `another ${type} has or had this ${field}; choose one that has never been used`;
