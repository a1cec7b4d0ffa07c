import { AppError } from '../domain/app-error.ts';
import { type CatalogType, catalogKey } from '../domain/catalog-names.ts';
import type { CommitContext, CommitOptions, CommitPlan, CommitReceipt } from '../domain/commit.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import type { RecordKey } from '../domain/record.ts';
import type { CatalogStore } from './ports.ts';

/** Which catalog record a command is about, and how often and how long it may be tried. */
export interface CatalogCommand extends Pick<CommitOptions, 'idempotency' | 'deadline'> {
  readonly type: CatalogType;
  /** As it stands in the path. */
  readonly id: string;
}

/** What a command on the catalog resolves to. */
export type CatalogAnswer = ReturnType<CatalogStore['commit']>;

/** The key of a catalog record. */
export type CatalogKey = RecordKey & { readonly type: CatalogType };

/** Commits one catalog record's change, and answers with what changed. Throws AppError VALIDATION_FAILED for an id that is none. */
export async function commitCatalog(
  store: CatalogStore,
  { type, id, idempotency, deadline }: CatalogCommand,
  plan: (key: CatalogKey, context: CommitContext) => Promise<CommitPlan>,
): CatalogAnswer {
  const key = { ...catalogKey(type, checkedId(id)), type };
  return store.commit(
    { owners: [key.owner], idempotency, deadline },
    { plan: (context) => plan(key, context), answer: changeAnswer },
  );
}

function checkedId(id: string): string {
  if (/^[1-9]\d{0,18}$/.test(id)) return id;
  const detail = `the id in the path came as ${JSON.stringify(id)}; it has 1 to 19 digits and does not begin with 0`;
  throw new AppError('VALIDATION_FAILED', 'the path has no valid id', { errors: [{ pointer: '', detail }] });
}

function changeAnswer(receipt: CommitReceipt): JsonObject {
  return {
    transactionId: receipt.transactionId,
    changes: receipt.changes.map(({ action, key, tick }) => ({
      action,
      objectType: key.type,
      id: exactNumber(key.id),
      owner: key.owner,
      tick: exactNumber(tick),
    })),
  };
}
