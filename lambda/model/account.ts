import {
  ACCOUNT_REFERENCE,
  accountField,
  EMAIL,
  EXTERNAL_ID,
  foreignReference,
  OPTIONAL_FLAG,
  OPTIONAL_TEXT,
  supplementalFields,
  TSTAMP,
} from './account-fields.ts';
import { ACCOUNT_LIFECYCLE } from './account-lifecycle.ts';
import { CURRENCIES } from './currencies.ts';
import { BOOLEAN, DATE, DECIMAL, ID, INTEGER, nullable } from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { recordFields } from './record-fields.ts';
import type { Shape } from './shape.ts';

/** A currency: `usd`. */
export const CURRENCY: Shape = {
  kind: 'enum',
  values: CURRENCIES,
  reference: { type: 'Currency', ids: ['currency_cd', 'code'] },
};

const STATUS: Shape = {
  kind: 'code',
  codes: ACCOUNT_LIFECYCLE.states,
  reference: { type: 'Account_Status', ids: ['status_no', 'enum'] },
};

const NOTIFY_METHOD: Shape = {
  kind: 'code',
  codes: [
    { no: 0, name: 'none' },
    { no: 1, name: 'HTML email' },
    { no: 2, name: 'text email' },
    { no: 3, name: 'letter' },
    { no: 4, name: 'HTML email and letter' },
    { no: 5, name: 'text email and letter' },
  ],
  reference: { type: 'Notify_Method', ids: ['method_no', 'enum'] },
};

const TAX_EXEMPTION_LEVEL: Shape = {
  kind: 'code',
  codes: [
    { no: 0, name: 'none' },
    { no: 1, name: 'state and province' },
    { no: 2, name: 'federal and national' },
    { no: 3, name: 'all' },
  ],
  reference: { type: 'Tax_Exemption_Level', ids: ['level_no', 'enum'] },
};

const LOCALE: Shape = { ...INTEGER, reference: { type: 'Locale', ids: ['locale_no'] } };
const CONTACT: Shape = { ...ID, reference: { type: 'Contact', ids: ['contact_no'] } };
const FUNCTIONAL_GROUP = foreignReference('Functional_Account_Group', 'group_no', 'client_group_id');
const COLLECTION_GROUP = foreignReference('Collection_Account_Group', 'group_no', 'client_group_id');
const LEGAL_ENTITY = foreignReference('Legal_Entity', 'legal_entity_no', 'client_legal_entity_id');
const TEMPLATE = foreignReference('Notification_Template', 'template_no', 'client_template_id');
const TEMPLATE_GROUP = foreignReference('Notification_Template_Group', 'group_no', 'client_group_id');
const SURCHARGE = foreignReference('Surcharge', 'surcharge_no', 'client_surcharge_id');

const EMAILS: Shape = { kind: 'list', of: EMAIL, maxItems: 50 };

function listOf(shape: Shape): Shape {
  return { kind: 'list', of: shape, maxItems: 100 };
}

/** In the order of the data feed's sample. */
const FIELDS: readonly Field[] = [
  accountField('account_no', ID, { description: 'Number of the account.' }),
  accountField('userid', nullable(EXTERNAL_ID), {
    description: 'Whom the account signs in as. No two accounts ever share one.',
  }),
  accountField('client_account_id', nullable(EXTERNAL_ID), {
    description: 'Its id at the client. No two accounts ever share one.',
  }),
  accountField('balance', DECIMAL, {
    description: 'What the account owes; below 0 what it has to its credit.',
  }),
  accountField('status', STATUS, { description: 'State of the account.' }),
  accountField('status_tstamp', TSTAMP, { description: 'Since when it is in this state.' }),
  accountField('parent_account', nullable(ACCOUNT_REFERENCE), {
    description: 'The account that it belongs to.',
  }),
  accountField('created_tstamp', TSTAMP, { description: 'When it was made.' }),
  accountField('updated_tstamp', TSTAMP, { description: 'When it was last changed.' }),
  accountField('secret_question', OPTIONAL_TEXT, {
    description: 'What to ask who says to be the account holder.',
  }),
  accountField('secret_question_answer', OPTIONAL_TEXT, { description: 'What they should answer.' }),
  accountField('is_test_account', BOOLEAN, { description: 'Whether it is there for trials only.' }),
  accountField('is_invoice_approval_required', BOOLEAN, {
    description: 'Whether someone approves its invoices.',
  }),
  accountField('currency', CURRENCY, { description: 'Currency of its amounts.' }),
  accountField('updated_receipt_id', OPTIONAL_TEXT, {
    description: 'What the caller named the last change by.',
  }),
  accountField('created_receipt_id', OPTIONAL_TEXT, {
    description: 'What the caller named the creation by.',
  }),
  accountField('sequence_functional_group', nullable(FUNCTIONAL_GROUP), {
    description: 'The group that numbers its invoices.',
  }),
  accountField('start_date', nullable(DATE), { description: 'The day on which it begins.' }),
  {
    ...accountField('admin_contact', nullable(CONTACT), { description: 'Whom to talk to.' }),
    refersTo: 'Contact',
  },
  accountField('is_consumer_account', BOOLEAN, { description: 'Whether the holder is a consumer.' }),
  accountField('locale', nullable(LOCALE), { description: 'The locale of its messages.' }),
  accountField('legal_entity', nullable(LEGAL_ENTITY), { description: 'Who sells to it.' }),
  accountField('is_anonymized', OPTIONAL_FLAG, { description: 'Whether personal data has been taken out.' }),
  accountField('notify_method', nullable(NOTIFY_METHOD), { description: 'How it is notified.' }),
  accountField('functional_account_groups', listOf(FUNCTIONAL_GROUP), {
    description: 'Functional groups that it is in.',
  }),
  accountField('collection_account_groups', listOf(COLLECTION_GROUP), {
    description: 'Collection groups that it is in.',
  }),
  accountField('account_fields', supplementalFields('account_field', 'Account_Field'), {
    description: 'Supplemental fields.',
  }),
  accountField('tax_exemption_level', nullable(TAX_EXEMPTION_LEVEL), {
    description: 'Which taxes it is exempt from.',
  }),
  accountField('notification_overrides', listOf(TEMPLATE), {
    description: 'Templates that it gets instead of its group.',
  }),
  accountField('notification_template_group', nullable(TEMPLATE_GROUP), {
    description: 'Templates of its messages.',
  }),
  accountField('surcharges', listOf(SURCHARGE), { description: 'Surcharges that apply to it.' }),
  accountField('revrec_profile_number', nullable(INTEGER), {
    description: 'Profile of revenue recognition.',
  }),
  accountField('purchase_order_number', OPTIONAL_TEXT, { description: 'Number of the purchase order.' }),
  accountField('cc_email_addresses', EMAILS, { description: 'Who else gets its messages.' }),
  accountField('bcc_email_addresses', EMAILS, { description: 'Who else gets its messages, unseen.' }),
];

/** An account, as the data feed shows it (Aria Data Feed). It owns itself, and all that belongs to it. */
export const ACCOUNT: ObjectType = {
  type: 'Account',
  description:
    'An account, with the names and in the order of the data feed. It owns itself, its contacts, plan instances and transactions.',
  keepsNumberTexts: true,
  ref: { type: 'Account', ids: ['account_no', 'userid', 'client_account_id'] },
  fields: [...recordFields('Account'), ...FIELDS],
};
