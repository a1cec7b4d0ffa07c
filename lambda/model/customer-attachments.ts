import {
  BOOLEAN_TEXT,
  DATE,
  ID,
  IDENTIFIER,
  INTEGER,
  KEY_TEXT,
  LONG_TEXT,
  nullable,
  TEXT,
  ZONED_TIME,
} from './field-shapes.ts';
import type { Shape } from './shape.ts';

const OPTIONAL_TEXT = nullable(TEXT);
const OPTIONAL_DATE = nullable(DATE);

/** A further id of a customer, by which no other customer is known. */
export const ALTERNATE_KEY: Shape = {
  kind: 'object',
  properties: {
    typeCode: { ...IDENTIFIER, description: 'What kind of id: LOYALTY, PRIOR_SYSTEM, …' },
    alternateID: { ...IDENTIFIER, description: 'The id; no two customers have the same one of a kind.' },
  },
  required: ['typeCode', 'alternateID'],
};

/** An attribute that the retailer defines. */
export const CUSTOM_ATTRIBUTE: Shape = {
  kind: 'object',
  properties: {
    name: KEY_TEXT,
    attributeValue: nullable({ kind: 'list', of: LONG_TEXT, description: 'Its values, none to many.' }),
  },
  required: ['name'],
};

/** A note about a customer. */
export const CUSTOMER_NOTE: Shape = {
  kind: 'object',
  properties: {
    noteId: { ...ID, description: 'Given when the note is added; later notes have greater ones.' },
    typeCode: OPTIONAL_TEXT,
    note: LONG_TEXT,
    createDate: OPTIONAL_DATE,
    createUserId: OPTIONAL_TEXT,
    updateDate: OPTIONAL_DATE,
    updateUserId: OPTIONAL_TEXT,
  },
  required: ['noteId', 'note'],
};

/** That a customer is in a segment. */
export const CUSTOMER_SEGMENT: Shape = {
  kind: 'object',
  properties: {
    segmentId: IDENTIFIER,
    segmentName: OPTIONAL_TEXT,
    stratumId: { ...OPTIONAL_TEXT, description: 'The part of a stratified segment.' },
    startDate: OPTIONAL_DATE,
    endDate: OPTIONAL_DATE,
  },
  required: ['segmentId'],
};

/** An associate who looks after a customer. */
export const ASSOCIATE_ASSIGNMENT: Shape = {
  kind: 'object',
  properties: {
    associateId: IDENTIFIER,
    associateName: OPTIONAL_TEXT,
    retailStoreID: OPTIONAL_TEXT,
    assignmentTypeCode: nullable({ kind: 'enum', values: ['PRIMARY', 'SECONDARY'] }),
    startDate: OPTIONAL_DATE,
    endDate: OPTIONAL_DATE,
  },
  required: ['associateId'],
};

/** Whether a customer may be contacted in one way. */
export const CONTACT_PREFERENCE: Shape = {
  kind: 'object',
  properties: {
    contactType: { kind: 'enum', values: ['MAIL', 'PHONE', 'FAX', 'EMAIL', 'SMS'] },
    permission: nullable(BOOLEAN_TEXT),
  },
  required: ['contactType'],
};

/** A franchisee who shares a customer. */
export const FRANCHISEE: Shape = {
  kind: 'object',
  properties: { franchiseeId: INTEGER, franchiseeName: nullable(LONG_TEXT) },
  required: ['franchiseeId'],
};

/** An offer that was generated for a customer. */
export const CUSTOMER_OFFER: Shape = {
  kind: 'object',
  properties: {
    offerId: IDENTIFIER,
    offerNumber: { ...OPTIONAL_TEXT, description: 'Number of this one copy of the offer.' },
    segmentId: { ...OPTIONAL_TEXT, description: 'The segment for whose members it was made.' },
    promotionDealId: OPTIONAL_TEXT,
    generatedDate: OPTIONAL_DATE,
    expirationDate: OPTIONAL_DATE,
  },
  required: ['offerId'],
};

/** Who last changed a customer, and when. */
export const LAST_UPDATE: Shape = {
  kind: 'object',
  properties: {
    updateTime: nullable(ZONED_TIME),
    updateUserId: OPTIONAL_TEXT,
    updateSource: OPTIONAL_TEXT,
  },
};
