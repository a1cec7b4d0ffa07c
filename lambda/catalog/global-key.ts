import type { FieldError } from '../domain/app-error.ts';
import { globalKeyName } from '../domain/catalog-names.ts';
import type { NameChange } from '../domain/commit.ts';
import { exactNumber } from '../domain/json.ts';
import { type Fields, type StoredRecord, textField } from '../domain/record.ts';
import type { CatalogKey } from './catalog-command.ts';
import type { CatalogReader } from './ports.ts';

/** A global key is taken by one record of a type only; changing it frees the old one. */
export async function planGlobalKey(
  reader: CatalogReader,
  put: { key: CatalogKey; record: StoredRecord | undefined; submitted: Fields },
): Promise<{ changes: NameChange[]; errors: FieldError[] }> {
  const { key } = put;
  const old = put.record === undefined ? undefined : textField(put.record.fields, 'Global Key');
  const globalKey = textField(put.submitted, 'Global Key');
  const names = [globalKey, old].map((text) =>
    text === undefined ? undefined : globalKeyName(key.type, text),
  );
  const [name, oldName] = names;
  const [taken] = name === undefined ? [] : await reader.names([name]);
  if (taken !== undefined && taken.owner !== key.owner) {
    const detail = `${globalKey} is the global key of ${taken.owner.replace('#', ' ')}; no two records of a type share one`;
    return { changes: [], errors: [{ pointer: '/globalKey', detail }] };
  }
  const value = { id: exactNumber(key.id) };
  return {
    changes: [
      ...(name === undefined || taken !== undefined
        ? []
        : [{ action: 'claim' as const, ...name, owner: key.owner, value }]),
      ...(oldName === undefined || old === globalKey ? [] : [{ action: 'release' as const, ...oldName }]),
    ],
    errors: [],
  };
}
