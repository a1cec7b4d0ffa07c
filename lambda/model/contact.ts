import { ACCOUNT_REFERENCE, accountField, EMAIL, OPTIONAL_TEXT, TSTAMP } from './account-fields.ts';
import { DATE, ID, nullable } from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { recordFields } from './record-fields.ts';

const COUNTRY = nullable({ kind: 'text', pattern: /^[A-Z]{2}$/ } as const);

const FIELDS: readonly Field[] = [
  accountField('contact_no', ID, { description: 'Number of the contact.' }),
  accountField('account', ACCOUNT_REFERENCE, { description: 'The account that it belongs to.' }),
  accountField('created_tstamp', TSTAMP, { description: 'When it was made.' }),
  accountField('updated_tstamp', TSTAMP, { description: 'When it was last changed.' }),
  accountField('first_name', OPTIONAL_TEXT, { description: 'First name.' }),
  accountField('middle_initial', OPTIONAL_TEXT, { description: 'Middle initial.' }),
  accountField('last_name', OPTIONAL_TEXT, { description: 'Last name.' }),
  accountField('company_name', OPTIONAL_TEXT, { description: 'Company.' }),
  accountField('job_title', OPTIONAL_TEXT, { description: 'What the person is there.' }),
  accountField('salutation', OPTIONAL_TEXT, { description: 'How to begin a letter.' }),
  accountField('address1', OPTIONAL_TEXT, { description: 'First line of the address.' }),
  accountField('address2', OPTIONAL_TEXT, { description: 'Second line.' }),
  accountField('address3', OPTIONAL_TEXT, { description: 'Third line.' }),
  accountField('city', OPTIONAL_TEXT, { description: 'City.' }),
  accountField('locality', OPTIONAL_TEXT, { description: 'Locality.' }),
  accountField('state_prov', OPTIONAL_TEXT, { description: 'State or province.' }),
  accountField('country', COUNTRY, { description: 'Country, by its two letters (ISO 3166-1): US.' }),
  accountField('postal_code', OPTIONAL_TEXT, { description: 'Postal code.' }),
  accountField('phone', OPTIONAL_TEXT, { description: 'Telephone.' }),
  accountField('phone_ext', OPTIONAL_TEXT, { description: 'Extension.' }),
  accountField('cell_phone', OPTIONAL_TEXT, { description: 'Mobile telephone.' }),
  accountField('work_phone', OPTIONAL_TEXT, { description: 'Telephone at work.' }),
  accountField('fax', OPTIONAL_TEXT, { description: 'Fax.' }),
  accountField('email', nullable(EMAIL), { description: 'Email address.' }),
  accountField('birthdate', nullable(DATE), { description: 'Day of birth.' }),
];

/** Someone to talk to about an account. The account owns it. */
export const CONTACT: ObjectType = {
  type: 'Contact',
  description: 'Someone to talk to about an account, which owns the record.',
  keepsNumberTexts: true,
  ref: { type: 'Contact', ids: ['contact_no'] },
  fields: [...recordFields('Contact'), ...FIELDS],
};
