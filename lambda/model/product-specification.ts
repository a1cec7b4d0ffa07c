import { ID, KEY_TEXT, LONG_TEXT, MAP, nullable } from './field-shapes.ts';
import type { ObjectType } from './object-type.ts';
import { recordFields } from './record-fields.ts';

/** A product of the catalog, and what an order item of it decomposes into. */
export const PRODUCT_SPECIFICATION: ObjectType = {
  type: 'Product Specification',
  description: 'A product of the catalog, and what an order item of it decomposes into.',
  fields: [
    ...recordFields('Product Specification'),
    { name: 'name', label: 'Name', shape: KEY_TEXT, description: 'Name of the product.', required: true },
    {
      name: 'globalKey',
      label: 'Global Key',
      shape: KEY_TEXT,
      description: 'By which order items name it (specifiedBy.globalKey). No two specifications share one.',
      required: true,
    },
    {
      name: 'description',
      label: 'Description',
      shape: nullable(LONG_TEXT),
      description: 'What it is.',
    },
    {
      name: 'decomposesInto',
      label: 'Decomposes Into',
      shape: { kind: 'list', of: ID, maxItems: 100 },
      description: 'The product specifications of the downstream items, in order.',
      refersTo: 'Product Specification',
    },
    {
      name: 'planDefinitionId',
      label: 'Plan Definition',
      shape: nullable(ID),
      description: 'The plan by which it is delivered.',
      refersTo: 'Plan Definition',
    },
    {
      name: 'characteristicValues',
      label: 'Characteristic Values',
      shape: nullable(MAP),
      description: 'The attributes that its items begin with, by name.',
    },
  ],
};
