import { ACCOUNT_REFERENCE, accountField, EMAIL, OPTIONAL_TEXT, TSTAMP } from './account-fields.ts';
import { DATE, ID, nullable } from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { recordFields } from './record-fields.ts';

const COUNTRY = nullable({ kind: 'text', pattern: /^[A-Z]{2}$/ } as const);

const FIELDS: readonly Field[] = [
  accountField('contact_no', ID, 'Number of the contact.'),
  accountField('account', ACCOUNT_REFERENCE, 'The account that it belongs to.'),
  accountField('created_tstamp', TSTAMP, 'When it was made.'),
  accountField('updated_tstamp', TSTAMP, 'When it was last changed.'),
  accountField('first_name', OPTIONAL_TEXT, 'First name.'),
  accountField('middle_initial', OPTIONAL_TEXT, 'Middle initial.'),
  accountField('last_name', OPTIONAL_TEXT, 'Last name.'),
  accountField('company_name', OPTIONAL_TEXT, 'Company.'),
  accountField('job_title', OPTIONAL_TEXT, 'What the person is there.'),
  accountField('salutation', OPTIONAL_TEXT, 'How to begin a letter.'),
  accountField('address1', OPTIONAL_TEXT, 'First line of the address.'),
  accountField('address2', OPTIONAL_TEXT, 'Second line.'),
  accountField('address3', OPTIONAL_TEXT, 'Third line.'),
  accountField('city', OPTIONAL_TEXT, 'City.'),
  accountField('locality', OPTIONAL_TEXT, 'Locality.'),
  accountField('state_prov', OPTIONAL_TEXT, 'State or province.'),
  accountField('country', COUNTRY, 'Country, by its two letters (ISO 3166-1): US.'),
  accountField('postal_code', OPTIONAL_TEXT, 'Postal code.'),
  accountField('phone', OPTIONAL_TEXT, 'Telephone.'),
  accountField('phone_ext', OPTIONAL_TEXT, 'Extension.'),
  accountField('cell_phone', OPTIONAL_TEXT, 'Mobile telephone.'),
  accountField('work_phone', OPTIONAL_TEXT, 'Telephone at work.'),
  accountField('fax', OPTIONAL_TEXT, 'Fax.'),
  accountField('email', nullable(EMAIL), 'Email address.'),
  accountField('birthdate', nullable(DATE), 'Day of birth.'),
];

/** Someone to talk to about an account. The account owns it. */
export const CONTACT: ObjectType = {
  type: 'Contact',
  description: 'Someone to talk to about an account, which owns the record.',
  keepsNumberTexts: true,
  ref: { type: 'Contact', ids: ['contact_no'] },
  fields: [...recordFields('Contact'), ...FIELDS],
};
