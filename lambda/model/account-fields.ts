import { BOOLEAN, ID, INTEGER, KEY_TEXT, LONG_TEXT, nullable, TEXT } from './field-shapes.ts';
import type { Field } from './object-type.ts';
import type { Shape } from './shape.ts';

/** A field that has one name everywhere: on the interface, in the table, in events and in the feed. */
export function accountField(name: string, shape: Shape, { description }: Pick<Field, 'description'>): Field {
  return { name, label: name, shape, description };
}

/** An external id: what another system calls the thing. */
export const EXTERNAL_ID: Shape = { kind: 'text', minLength: 1, maxLength: 100 };

/** An email address, as far as its form tells. */
export const EMAIL: Shape = { kind: 'text', maxLength: 320, pattern: /^[^\s@]+@[^\s@]+$/ };

/** A text, or null. */
export const OPTIONAL_TEXT = nullable(TEXT);

/** Free text, or null. */
export const OPTIONAL_LONG_TEXT = nullable(LONG_TEXT);

/** Whether it is, or null while nobody has said so. */
export const OPTIONAL_FLAG = nullable(BOOLEAN);

/** A day, or a moment to the second or the millisecond with its offset: 2114-06-24, 2121-12-31T19:53:32+01:00. */
export const TSTAMP: Shape = {
  kind: 'text',
  pattern:
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d))?$/,
};

/** A day or a moment, or null while it has not come. */
export const OPTIONAL_TSTAMP = nullable(TSTAMP);

/** How the feed shows an account that something belongs to. */
export const ACCOUNT_REFERENCE: Shape = {
  kind: 'object',
  properties: {
    account_no: ID,
    userid: nullable(EXTERNAL_ID),
    client_account_id: nullable(EXTERNAL_ID),
  },
  required: ['account_no'],
  reference: { type: 'Account', ids: ['account_no', 'userid', 'client_account_id'] },
};

/** How the feed shows a plan instance that something belongs to. */
export const PLAN_INSTANCE_REFERENCE: Shape = {
  kind: 'object',
  properties: { plan_instance_no: ID, client_plan_instance_id: nullable(EXTERNAL_ID) },
  required: ['plan_instance_no'],
  reference: { type: 'Plan_Instance', ids: ['plan_instance_no', 'client_plan_instance_id'] },
};

/**
 * An object of another system, by its number and, where there is one, its name there: `Functional_Account_Group` with `group_no` and
 * `client_group_id`. Nothing is known here of what it stands for.
 */
export function foreignReference(type: string, number: string, name: string): Shape {
  return {
    kind: 'object',
    properties: { [number]: ID, [name]: nullable(EXTERNAL_ID) },
    required: [number],
    reference: { type, ids: [number, name] },
  };
}

/** A supplemental field with its values, as the samples of the data feed have it: `account_field` and `field_values`. */
export function supplementalFields(name: string, type: string): Shape {
  return {
    kind: 'list',
    maxItems: 200,
    of: {
      kind: 'object',
      properties: {
        [name]: {
          kind: 'object',
          properties: { field_no: nullable(INTEGER), field_name: KEY_TEXT },
          required: ['field_name'],
          reference: { type, ids: ['field_no', 'field_name'] },
        },
        field_values: { kind: 'list', of: LONG_TEXT, maxItems: 100 },
      },
      required: [name, 'field_values'],
    },
  };
}
