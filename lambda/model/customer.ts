import {
  ALTERNATE_KEY,
  ASSOCIATE_ASSIGNMENT,
  CONTACT_PREFERENCE,
  CUSTOM_ATTRIBUTE,
  CUSTOMER_NOTE,
  CUSTOMER_OFFER,
  CUSTOMER_SEGMENT,
  FRANCHISEE,
  LAST_UPDATE,
} from './customer-attachments.ts';
import { ENTITY_INFORMATION } from './customer-entity.ts';
import { INSTRUMENT } from './customer-instrument.ts';
import { BOOLEAN, BOOLEAN_TEXT, DATE, IDENTIFIER, nullable, TEXT } from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { namedRecordFields } from './record-fields.ts';
import type { Shape } from './shape.ts';

const OPTIONAL_TEXT = nullable(TEXT);
const OPTIONAL_DATE = nullable(DATE);

function object(properties: Readonly<Record<string, Shape>>): Shape {
  return nullable({ kind: 'object', properties });
}

function list(of: Shape): Shape {
  return nullable({ kind: 'list', of });
}

/** An object around a list, as the seed has it: `{"franchisee":[…]}`. */
function listUnder(name: string, of: Shape): Shape {
  return object({ [name]: list(of) });
}

const AFFILIATION: Shape = { kind: 'object', properties: { retailStoreID: OPTIONAL_TEXT } };

function field(name: string, shape: Shape, { description }: Pick<Field, 'description'>): Field {
  return { name, label: name, shape, description };
}

/** In the order of the seed's CUSTOMERMOD body, which is the order of the message's payload. */
const PAYLOAD: readonly Field[] = [
  { ...field('customerID', IDENTIFIER, { description: 'Id of the customer.' }), required: true },
  field('signupDate', OPTIONAL_DATE, { description: 'When the customer signed up.' }),
  field('retailStoreID', OPTIONAL_TEXT, { description: 'The store where that was.' }),
  field('firstPurchaseDate', OPTIONAL_DATE, { description: 'When the customer first bought.' }),
  field('lastPurchaseDate', OPTIONAL_DATE, { description: 'When the customer last bought.' }),
  field('validation', object({ validFlag: nullable(BOOLEAN_TEXT) }), {
    description: 'Whether the customer was found valid: "true".',
  }),
  field('orgName', OPTIONAL_TEXT, { description: 'Name of the organization, for a customer that is one.' }),
  field('custOrgTypcode', OPTIONAL_TEXT, { description: 'What kind of organization it is.' }),
  field('employeeID', OPTIONAL_TEXT, { description: 'Number as an employee, for a customer who is one.' }),
  field('businessName', OPTIONAL_TEXT, { description: 'Name of the business.' }),
  field('customerClass', OPTIONAL_TEXT, { description: 'Class of the customer.' }),
  field('source', OPTIONAL_TEXT, { description: 'The system that the customer came from.' }),
  field('prospect', nullable(BOOLEAN), { description: 'Whether the customer has yet to buy.' }),
  field('customerOwnerID', OPTIONAL_TEXT, { description: 'Who the customer belongs to.' }),
  field('householdKey', OPTIONAL_TEXT, { description: 'The household of the customer.' }),
  field('customerNumber', OPTIONAL_TEXT, { description: 'Number of the customer.' }),
  field('customerReference', OPTIONAL_TEXT, { description: 'What others call the customer.' }),
  field('lastUpdateInfo', nullable(LAST_UPDATE), { description: 'Who last changed the customer.' }),
  field('affiliation', list(AFFILIATION), { description: 'Stores that the customer belongs to.' }),
  field('entityInformation', ENTITY_INFORMATION, { description: 'Who the customer is.' }),
  field('alternateKey', list(ALTERNATE_KEY), {
    description: 'Further ids of the customer; each belongs to one customer only.',
  }),
  field('customAttribute', list(CUSTOM_ATTRIBUTE), { description: 'Attributes of the retailer.' }),
  field('customerNotes', listUnder('customerNote', CUSTOMER_NOTE), {
    description: 'Notes about the customer.',
  }),
  field('eligiblePromotionDeals', listUnder('promotionDealId', IDENTIFIER), {
    description: 'Promotions that the customer may use.',
  }),
  field('customerSegments', listUnder('segment', CUSTOMER_SEGMENT), {
    description: 'Segments that the customer is in.',
  }),
  field('customerCards', listUnder('instrument', INSTRUMENT), { description: 'Cards of the customer.' }),
  field('associateAssignments', listUnder('associateAssignment', ASSOCIATE_ASSIGNMENT), {
    description: 'Associates who look after the customer.',
  }),
  field('personalPreferences', listUnder('contactPreference', CONTACT_PREFERENCE), {
    description: 'By which ways the customer may be contacted: "true" or "false".',
  }),
  field('franchisees', listUnder('franchisee', FRANCHISEE), {
    description: 'Franchisees who share the customer.',
  }),
  field('customerOffers', listUnder('offer', CUSTOMER_OFFER), {
    description: 'Offers that were generated for the customer.',
  }),
];

/** A customer, as the data sync sends it (ORCE Data Sync: CustomerResponseType). A customer owns itself. */
export const CUSTOMER: ObjectType = {
  type: 'Customer',
  description: 'A customer, with the names and in the order of the data sync message. It owns itself.',
  keepsNumberTexts: true,
  ref: { type: 'Customer', ids: ['customerID'] },
  fields: [...namedRecordFields('Customer', 'customerID'), ...PAYLOAD],
};
