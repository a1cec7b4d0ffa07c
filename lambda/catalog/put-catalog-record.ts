import { AppError, type FieldError } from '../domain/app-error.ts';
import { orderedName } from '../domain/catalog-names.ts';
import type { CommitContext, CommitPlan, NameChange } from '../domain/commit.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import { type RecordKey, textField } from '../domain/record.ts';
import { eventTimestamp } from '../domain/timestamp.ts';
import { toFields } from '../model/fields.ts';
import {
  type CatalogAnswer,
  type CatalogCommand,
  type CatalogKey,
  commitCatalog,
} from './catalog-command.ts';
import {
  type CatalogReference,
  catalogReferences,
  checkReferences,
  referenceChanges,
} from './catalog-references.ts';
import { nextRevision } from './catalog-revision.ts';
import { CATALOG_TYPES } from './catalog-types.ts';
import { checkDecomposition } from './check-decomposition.ts';
import { planGlobalKey } from './global-key.ts';
import type { CatalogReader, CatalogStore } from './ports.ts';

/**
 * Makes a catalog record, or replaces the one with this id; its body is valid. Resolves to the changes made. Throws
 * AppError VALIDATION_FAILED (an id that is none), RULE_VIOLATED with everything that is wrong, and what `commit` throws.
 */
export function putCatalogRecord(
  store: CatalogStore,
  command: CatalogCommand & { readonly body: JsonObject },
): CatalogAnswer {
  const { body } = command;
  return commitCatalog(store, command, (key, context) => planPut(context, { key, body }));
}

async function planPut(
  { reader, now }: CommitContext,
  put: { key: CatalogKey; body: JsonObject },
): Promise<CommitPlan> {
  const { key, body } = put;
  const timestamp = eventTimestamp(now);
  const submitted = toFields(CATALOG_TYPES[key.type].objectType, body);
  const [record] = await reader.records([key]);
  const references = catalogReferences(key.type, submitted);
  const before = record === undefined ? [] : catalogReferences(key.type, record.fields);
  const closable = record !== undefined && references.some(({ target }) => target.type === key.type);
  const globalKeys = await planGlobalKey(reader, { key, record, submitted });
  // Before the decomposition is followed: what changes after that makes the claim fail.
  const revision = closable ? await nextRevision(reader) : [];
  const errors = [
    ...globalKeys.errors,
    ...checkReferences(key, references),
    ...(await checkExistence(reader, references, key)),
    ...(closable ? await checkDecomposition(reader, { own: key, references }) : []),
  ];
  if (errors.length > 0) throw new AppError('RULE_VIOLATED', 'the record cannot be put', { errors });
  const fields = {
    ...submitted,
    id: exactNumber(key.id),
    'Object Type': key.type,
    Created: (record && textField(record.fields, 'Created')) ?? timestamp,
    Modified: timestamp,
  };
  return {
    changes: [{ action: record === undefined ? 'insert' : 'replace', key, fields }],
    names: [
      ...globalKeys.changes,
      ...(record === undefined ? await forgetDelete(reader, key) : []),
      ...revision,
    ],
    references: referenceChanges(before, references),
  };
}

async function checkExistence(
  reader: CatalogReader,
  references: readonly CatalogReference[],
  own: RecordKey,
): Promise<FieldError[]> {
  const others = references.filter(({ target }) => target.owner !== own.owner);
  const records = await reader.records(others.map(({ target }) => target));
  return others.flatMap(({ target, pointer }, place) => {
    if (records[place] !== undefined) return [];
    const route = `${CATALOG_TYPES[target.type].route}/${target.id}`;
    return [{ pointer, detail: `there is no ${target.type} ${target.id}; put it first, by PUT ${route}` }];
  });
}

/** A delete has left its mark against orders that come too late; with the record back, the mark goes. */
async function forgetDelete(reader: CatalogReader, key: CatalogKey): Promise<NameChange[]> {
  const mark = orderedName(key.type, key.id);
  const [left] = await reader.names([mark]);
  return left?.value.ordered === false ? [{ action: 'release', ...mark }] : [];
}
