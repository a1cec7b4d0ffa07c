import { PLAN_DEFINITION } from './plan-definition.ts';
import { PRODUCT_SPECIFICATION } from './product-specification.ts';
import { requestShape } from './request-shape.ts';
import type { Shape } from './shape.ts';

/** Body of PUT /catalog/product-specifications/{id}. */
export const PRODUCT_SPECIFICATION_REQUEST: Shape = requestShape(PRODUCT_SPECIFICATION);

/** Body of PUT /catalog/plan-definitions/{id}. */
export const PLAN_DEFINITION_REQUEST: Shape = requestShape(PLAN_DEFINITION);
