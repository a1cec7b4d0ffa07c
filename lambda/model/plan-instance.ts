import {
  ACCOUNT_REFERENCE,
  accountField,
  EXTERNAL_ID,
  OPTIONAL_LONG_TEXT,
  OPTIONAL_TEXT,
  PLAN_INSTANCE_REFERENCE,
  supplementalFields,
  TSTAMP,
} from './account-fields.ts';
import { PLAN_INSTANCE_LIFECYCLE } from './account-lifecycle.ts';
import { BOOLEAN, DATE, DECIMAL, ID, nullable } from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { recordFields } from './record-fields.ts';
import type { Shape } from './shape.ts';

const STATUS: Shape = {
  kind: 'code',
  codes: PLAN_INSTANCE_LIFECYCLE.states,
  reference: { type: 'Plan_Instance_Status', ids: ['status_no', 'enum'] },
};

const PLAN: Shape = { ...ID, reference: { type: 'Plan_Definition', ids: ['id'] } };

const FIELDS: readonly Field[] = [
  accountField('plan_instance_no', ID, { description: 'Number of the plan instance.' }),
  accountField('client_plan_instance_id', nullable(EXTERNAL_ID), {
    description: 'Its id at the client. No two plan instances ever share one.',
  }),
  accountField('account', ACCOUNT_REFERENCE, { description: 'The account that has subscribed.' }),
  { ...accountField('plan', PLAN, { description: 'The plan of the catalog.' }), refersTo: 'Plan Definition' },
  accountField('master_plan_instance', nullable(PLAN_INSTANCE_REFERENCE), {
    description: 'The plan instance that it supplements.',
  }),
  accountField('status', STATUS, { description: 'State of the plan instance.' }),
  accountField('status_tstamp', TSTAMP, { description: 'Since when it is in this state.' }),
  accountField('is_suspended_with_account', BOOLEAN, {
    description: 'Whether it was suspended with its account, and is resumed with it.',
  }),
  accountField('units', DECIMAL, { description: 'How many units of the plan.' }),
  accountField('created_tstamp', TSTAMP, { description: 'When it was made.' }),
  accountField('updated_tstamp', TSTAMP, { description: 'When it was last changed.' }),
  accountField('updated_receipt_id', OPTIONAL_TEXT, {
    description: 'What the caller named the last change by.',
  }),
  accountField('created_receipt_id', OPTIONAL_TEXT, {
    description: 'What the caller named the creation by.',
  }),
  accountField('start_date', nullable(DATE), { description: 'The day on which it begins.' }),
  accountField('end_date', nullable(DATE), { description: 'The day on which it ends.' }),
  accountField('purchase_order_number', OPTIONAL_TEXT, { description: 'Number of the purchase order.' }),
  accountField('description', OPTIONAL_LONG_TEXT, { description: 'What it is for.' }),
  accountField('plan_instance_fields', supplementalFields('plan_instance_field', 'Plan_Instance_Field'), {
    description: 'Supplemental fields.',
  }),
];

/** A subscription: an account's instance of a plan (Aria Data Feed: Plan Instance). The account owns it. */
export const PLAN_INSTANCE: ObjectType = {
  type: 'Plan Instance',
  description: "A subscription: an account's instance of a plan of the catalog. The account owns the record.",
  keepsNumberTexts: true,
  ref: { type: 'Plan_Instance', ids: ['plan_instance_no', 'client_plan_instance_id'] },
  fields: [...recordFields('Plan Instance'), ...FIELDS],
};
