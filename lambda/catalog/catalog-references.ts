import type { FieldError } from '../domain/app-error.ts';
import { type CatalogType, catalogKey } from '../domain/catalog-names.ts';
import { childPointer, isJsonArray, isJsonNumber, type JsonValue } from '../domain/json.ts';
import { type Fields, type RecordKey, sortKey } from '../domain/record.ts';
import { CATALOG_TYPES, isCatalogType } from './catalog-types.ts';

/** A catalog record that another one names, and where. */
export interface CatalogReference {
  readonly target: RecordKey & { readonly type: CatalogType };
  /** Into the request. */
  readonly pointer: string;
}

/** The catalog records that a record's fields refer to, as the model says, in the order of its fields. */
export function catalogReferences(type: CatalogType, fields: Fields): readonly CatalogReference[] {
  return CATALOG_TYPES[type].objectType.fields.flatMap(({ name, label, refersTo }) => {
    const value = fields[label];
    if (name === undefined || value === undefined || !isCatalogType(refersTo)) return [];
    const pointer = childPointer('', name);
    if (!isJsonArray(value)) return reference(refersTo, { value, pointer });
    return value.flatMap((id, place) =>
      reference(refersTo, { value: id, pointer: childPointer(pointer, place) }),
    );
  });
}

/** References that a record makes twice, or makes to itself. */
export function checkReferences(own: RecordKey, references: readonly CatalogReference[]): FieldError[] {
  const first = new Map<string, string>();
  return references.flatMap(({ target, pointer }) => {
    const key = sortKey(target);
    const before = first.get(key);
    first.set(key, before ?? pointer);
    if (key === sortKey(own)) return [{ pointer, detail: `${target.id} is the record itself; leave it out` }];
    return before === undefined
      ? []
      : [{ pointer, detail: `${target.id} stands twice: it is also at ${before}` }];
  });
}

/** What must change in the counts of references when a record's references become others. */
export function referenceChanges(
  before: readonly CatalogReference[],
  after: readonly CatalogReference[],
): readonly { readonly target: RecordKey; readonly by: 1 | -1 }[] {
  const [old, now] = [byKey(before), byKey(after)];
  return [
    ...[...now].flatMap(([key, target]) => (old.has(key) ? [] : [{ target, by: 1 as const }])),
    ...[...old].flatMap(([key, target]) => (now.has(key) ? [] : [{ target, by: -1 as const }])),
  ];
}

function byKey(references: readonly CatalogReference[]): ReadonlyMap<string, RecordKey> {
  return new Map(references.map(({ target }) => [sortKey(target), target]));
}

function reference(
  type: CatalogType,
  { value, pointer }: { value: JsonValue; pointer: string },
): CatalogReference[] {
  return isJsonNumber(value) ? [{ target: { ...catalogKey(type, value.rawJSON), type }, pointer }] : [];
}
