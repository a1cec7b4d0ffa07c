import type { Name } from './commit.ts';
import type { RecordKey } from './record.ts';

/** Object types of the catalog. */
export type CatalogType = 'Product Specification' | 'Plan Definition';

/** A catalog record owns itself: changes of one are in order, and do not wait for those of another. */
export function catalogKey(type: CatalogType, id: string): RecordKey {
  return { owner: `${type}#${id}`, type, id };
}

/** The name that no other record of the type may bear; it is how orders find a product specification. */
export function globalKeyName(type: CatalogType, globalKey: string): Name {
  return { kind: type, name: globalKey };
}

/**
 * The name that says whether orders rely on a catalog record. The first order that uses the record claims it and later
 * ones only read it, so that a popular product is written to once. A delete claims it too: whichever comes second
 * finds out.
 */
export function orderedName(type: CatalogType, id: string): Name {
  return { kind: `Ordered ${type}`, name: id };
}
