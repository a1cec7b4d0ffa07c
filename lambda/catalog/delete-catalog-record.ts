import { AppError } from '../domain/app-error.ts';
import { globalKeyName, orderedName } from '../domain/catalog-names.ts';
import type { CommitContext, CommitPlan } from '../domain/commit.ts';
import { textField } from '../domain/record.ts';
import {
  type CatalogAnswer,
  type CatalogCommand,
  type CatalogKey,
  commitCatalog,
} from './catalog-command.ts';
import { catalogReferences, referenceChanges } from './catalog-references.ts';
import type { CatalogStore } from './ports.ts';

/** Removes a catalog record that nothing uses. Throws AppError NOT_FOUND, RULE_VIOLATED (it is used), and as a put. */
export function deleteCatalogRecord(store: CatalogStore, command: CatalogCommand): CatalogAnswer {
  return commitCatalog(store, command, (key, context) => planDelete(context, key));
}

/** What may refer to a record, one of it and several. */
const USERS = {
  'Product Specification': ['record of the catalog', 'records of the catalog'],
  'Plan Definition': ['product specification or subscription', 'product specifications or subscriptions'],
} as const;

async function planDelete({ reader }: CommitContext, key: CatalogKey): Promise<CommitPlan> {
  const [record] = await reader.records([key]);
  if (record === undefined) {
    throw new AppError('NOT_FOUND', `there is no ${key.type} ${key.id}; it may have been deleted already`);
  }
  const mark = orderedName(key.type, key.id);
  const [count, [ordered]] = await Promise.all([reader.references(key), reader.names([mark])]);
  const uses = [
    ...(count === 0 ? [] : [`${count} ${USERS[key.type][count === 1 ? 0 : 1]}`]),
    ...(ordered?.value.ordered === true ? ['orders that have been submitted'] : []),
  ];
  if (uses.length > 0) {
    const detail = `${key.type} ${key.id} is used by ${uses.join(' and by ')}; what is used cannot be deleted`;
    throw new AppError('RULE_VIOLATED', 'the record is used', { errors: [{ pointer: '', detail }] });
  }
  const globalKey = textField(record.fields, 'Global Key');
  return {
    changes: [{ action: 'delete', key }],
    names: [
      {
        action: ordered === undefined ? 'claim' : 'set',
        ...mark,
        owner: key.owner,
        value: { ordered: false },
      },
      ...(globalKey === undefined
        ? []
        : [{ action: 'release' as const, ...globalKeyName(key.type, globalKey) }]),
    ],
    references: referenceChanges(catalogReferences(key.type, record.fields), []),
  };
}
