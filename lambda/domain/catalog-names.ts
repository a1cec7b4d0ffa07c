import type { Name } from './commit.ts';
import type { RecordKey } from './record.ts';

export const PRODUCT_SPECIFICATION = 'Product Specification';
export const PLAN_DEFINITION = 'Plan Definition';

/** Object types of the catalog. */
export type CatalogType = typeof PRODUCT_SPECIFICATION | typeof PLAN_DEFINITION;

/** A catalog record owns itself: changes of one are in order, and do not wait for those of another. */
export function catalogKey(type: CatalogType, id: string): RecordKey {
  return { owner: `${type}#${id}`, type, id };
}

/** The name under which orders find a product specification. */
export function specificationName(globalKey: string): Name {
  return { kind: PRODUCT_SPECIFICATION, name: globalKey };
}

/**
 * The name that says whether an order can rely on a catalog record. The first order that uses the record claims it,
 * and later ones only read it, so that a popular product is written to once. A delete claims it too: of the two, one is first,
 * and the other one finds out.
 */
export function orderedName(type: CatalogType, id: string): Name {
  return { kind: `Ordered ${type}`, name: id };
}
