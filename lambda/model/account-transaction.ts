import { CURRENCY } from './account.ts';
import {
  ACCOUNT_REFERENCE,
  accountField,
  OPTIONAL_LONG_TEXT,
  OPTIONAL_TEXT,
  OPTIONAL_TSTAMP,
  PLAN_INSTANCE_REFERENCE,
  TSTAMP,
} from './account-fields.ts';
import { ACCOUNT_TRANSACTION_TYPES, VOIDING_TRANSACTION_TYPES } from './account-transaction-types.ts';
import { DECIMAL, ID, INTEGER, KEY_TEXT, LONG_TEXT, nullable } from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { recordFields } from './record-fields.ts';
import type { Shape } from './shape.ts';

const TYPE: Shape = {
  kind: 'code',
  codes: [...ACCOUNT_TRANSACTION_TYPES, ...VOIDING_TRANSACTION_TYPES],
  reference: { type: 'Transaction_Type', ids: ['type_no', 'enum'] },
};

const STATEMENT: Shape = { ...ID, reference: { type: 'Statement', ids: ['statement_no'] } };
const OTHER: Shape = { ...ID, reference: { type: 'Account_Transaction', ids: ['transaction_no'] } };

/** With how many others a transaction can be settled. */
export const MAX_APPLICATIONS = 200;

const APPLICATION: Shape = {
  kind: 'object',
  properties: { transaction: OTHER, amount: DECIMAL, application_tstamp: TSTAMP },
  required: ['transaction', 'amount'],
};

const SUPPLEMENTAL_FIELD: Shape = {
  kind: 'object',
  properties: { field_name: KEY_TEXT, field_value: nullable(LONG_TEXT) },
  required: ['field_name', 'field_value'],
};

/** In the order of the data feed's sample. */
const FIELDS: readonly Field[] = [
  accountField('transaction_no', ID, { description: 'Number of the transaction.' }),
  accountField('transaction_type', TYPE, { description: 'Kind of transaction.' }),
  accountField('created_tstamp', TSTAMP, { description: 'When it was made.' }),
  accountField('source_no', nullable(INTEGER), {
    description: 'Number of what it comes from, such as a payment.',
  }),
  accountField('account', ACCOUNT_REFERENCE, { description: 'The account that it belongs to.' }),
  accountField('currency', CURRENCY, { description: 'Currency of the amounts: that of the account.' }),
  accountField('amount', DECIMAL, {
    description: 'How much, never below 0; the kind says in which direction.',
  }),
  accountField('applied_amount', DECIMAL, {
    description: 'How much of it is settled with other transactions.',
  }),
  accountField('fully_applied_tstamp', OPTIONAL_TSTAMP, { description: 'When all of it was.' }),
  accountField('statement', nullable(STATEMENT), { description: 'The statement that shows it.' }),
  accountField('master_plan_instance', nullable(PLAN_INSTANCE_REFERENCE), {
    description: 'The plan instance that it is for.',
  }),
  accountField('api_receipt_id', OPTIONAL_TEXT, { description: 'What the caller named it by.' }),
  accountField(
    'transaction_supp_fields',
    { kind: 'list', of: SUPPLEMENTAL_FIELD, maxItems: 200 },
    { description: 'Supplemental fields: qualifiers of the transaction.' },
  ),
  {
    ...accountField('voided_transaction', nullable(OTHER), { description: 'The one that it voids.' }),
    refersTo: 'Account Transaction',
  },
  {
    ...accountField('voiding_transaction', nullable(OTHER), { description: 'The one that has voided it.' }),
    refersTo: 'Account Transaction',
  },
  accountField(
    'applications',
    { kind: 'list', of: APPLICATION, maxItems: MAX_APPLICATIONS },
    { description: 'What it is settled with.' },
  ),
  accountField('comments', OPTIONAL_LONG_TEXT, { description: 'What someone says about it.' }),
];

/** A charge, payment or credit of an account (Aria Data Feed: Transaction; the retail one bears that name here). */
export const ACCOUNT_TRANSACTION: ObjectType = {
  type: 'Account Transaction',
  description:
    'A charge, payment or credit of an account, with the names and in the order of the data feed. The account owns the record.',
  keepsNumberTexts: true,
  ref: { type: 'Account_Transaction', ids: ['transaction_no'] },
  fields: [...recordFields('Account Transaction'), ...FIELDS],
};
