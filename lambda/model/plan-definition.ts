import { KEY_TEXT, LONG_TEXT, nullable } from './field-shapes.ts';
import type { ObjectType } from './object-type.ts';
import { recordFields } from './record-fields.ts';

/** A plan by which products of the catalog are delivered. */
export const PLAN_DEFINITION: ObjectType = {
  type: 'Plan Definition',
  description: 'A plan by which products of the catalog are delivered.',
  fields: [
    ...recordFields('Plan Definition'),
    { name: 'name', label: 'Name', shape: KEY_TEXT, description: 'Name of the plan.', required: true },
    {
      name: 'globalKey',
      label: 'Global Key',
      shape: nullable(KEY_TEXT),
      description: 'Its name across systems. No two plan definitions share one.',
    },
    {
      name: 'description',
      label: 'Description',
      shape: nullable(LONG_TEXT),
      description: 'What it is.',
    },
  ],
};
