import type { FieldError } from '../domain/app-error.ts';
import { type RecordKey, sortKey } from '../domain/record.ts';
import { type CatalogReference, catalogReferences } from './catalog-references.ts';
import { MAX_DECOMPOSITION } from './contract.ts';
import type { CatalogReader } from './ports.ts';

/** A specification on the way down, and by which of the request's references it was reached. */
type Reached = Pick<CatalogReference, 'target' | 'pointer'>;

/**
 * Follows a specification's references down through the catalog, one read for each level: none may lead back to it.
 * Only a record that is replaced can close a circle, since nothing refers to one that is not there yet.
 */
export async function checkDecomposition(
  reader: CatalogReader,
  { own, references }: { own: RecordKey; references: readonly CatalogReference[] },
): Promise<FieldError[]> {
  const seen = new Set<string>();
  let level = unseen(
    references.filter(({ target }) => target.type === own.type),
    seen,
  );
  while (level.length > 0) {
    const back = level.filter(({ target }) => target.id === own.id);
    if (back.length > 0) return back.map(({ pointer }) => ({ pointer, detail: circle(own.id) }));
    if (seen.size > MAX_DECOMPOSITION) return [{ pointer: '/decomposesInto', detail: TOO_MUCH }];
    const records = await reader.records(level.map(({ target }) => target));
    const below = records.flatMap((record, place) => {
      const pointer = level[place]?.pointer ?? '';
      const next = record === undefined ? [] : catalogReferences('Product Specification', record.fields);
      return next.filter(({ target }) => target.type === own.type).map(({ target }) => ({ target, pointer }));
    });
    level = unseen(below, seen);
  }
  return [];
}

const TOO_MUCH = `decomposes into more than ${MAX_DECOMPOSITION} specifications in all; let it decompose into less`;

function circle(id: string): string {
  return `decomposes, directly or through others, into ${id} itself; a decomposition must come to an end`;
}

function unseen(reached: readonly Reached[], seen: Set<string>): readonly Reached[] {
  return reached.filter(({ target }) => seen.size !== seen.add(sortKey(target)).size);
}
