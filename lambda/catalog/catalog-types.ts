import type { CatalogType } from '../domain/catalog-names.ts';
import { PLAN_DEFINITION_REQUEST, PRODUCT_SPECIFICATION_REQUEST } from '../model/catalog-requests.ts';
import type { ObjectType } from '../model/object-type.ts';
import { PLAN_DEFINITION } from '../model/plan-definition.ts';
import { PRODUCT_SPECIFICATION } from '../model/product-specification.ts';
import type { Shape } from '../model/shape.ts';

/** The object types of the catalog: how the model describes them, what a put takes, and under which route. */
export const CATALOG_TYPES: Readonly<
  Record<CatalogType, { readonly objectType: ObjectType; readonly request: Shape; readonly route: string }>
> = {
  'Product Specification': {
    objectType: PRODUCT_SPECIFICATION,
    request: PRODUCT_SPECIFICATION_REQUEST,
    route: '/catalog/product-specifications',
  },
  'Plan Definition': {
    objectType: PLAN_DEFINITION,
    request: PLAN_DEFINITION_REQUEST,
    route: '/catalog/plan-definitions',
  },
};

/** Whether this object type is kept in the catalog. */
export function isCatalogType(type: string | undefined): type is CatalogType {
  return type !== undefined && Object.hasOwn(CATALOG_TYPES, type);
}
