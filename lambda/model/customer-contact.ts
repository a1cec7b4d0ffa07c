import { BOOLEAN, nullable, TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';

const OPTIONAL_TEXT = nullable(TEXT);
const FLAG = nullable(BOOLEAN);

const ADDRESS: Shape = {
  kind: 'object',
  properties: {
    addressTypeCode: nullable({ kind: 'enum', values: ['HOME', 'WORK', 'BILLING', 'SHIPPING', 'OTHER'] }),
    primaryFlag: FLAG,
    validFlag: FLAG,
    addressLine1: OPTIONAL_TEXT,
    addressLine2: OPTIONAL_TEXT,
    addressLine3: OPTIONAL_TEXT,
    addressLine4: OPTIONAL_TEXT,
    apartmentNumber: OPTIONAL_TEXT,
    city: OPTIONAL_TEXT,
    county: OPTIONAL_TEXT,
    territory: OPTIONAL_TEXT,
    postalCode: OPTIONAL_TEXT,
    country: OPTIONAL_TEXT,
  },
};

const TELEPHONE: Shape = {
  kind: 'object',
  properties: {
    telephoneTypeCode: nullable({
      kind: 'enum',
      values: ['HOME', 'WORK', 'MOBILE', 'FAX', 'PAGER', 'OTHER'],
    }),
    primaryFlag: FLAG,
    validFlag: FLAG,
    countryCode: OPTIONAL_TEXT,
    telephoneNumber: { kind: 'text', minLength: 1, maxLength: 64 },
    extension: OPTIONAL_TEXT,
  },
  required: ['telephoneNumber'],
};

const EMAIL: Shape = {
  kind: 'object',
  properties: {
    emailTypeCode: nullable({ kind: 'enum', values: ['HOME', 'WORK', 'OTHER'] }),
    primaryFlag: FLAG,
    validFlag: FLAG,
    emailAddress: { kind: 'text', pattern: /^[^\s@]{1,64}@[^\s@]{1,190}$/ },
    emailFormat: nullable({ kind: 'enum', values: ['TEXT', 'HTML'] }),
  },
  required: ['emailAddress'],
};

/** Where a customer can be reached. */
export const CONTACT_INFORMATION: Shape = {
  kind: 'object',
  nullable: true,
  properties: {
    address: nullable({ kind: 'list', of: ADDRESS }),
    telephone: nullable({ kind: 'list', of: TELEPHONE }),
    email: nullable({ kind: 'list', of: EMAIL }),
  },
};
