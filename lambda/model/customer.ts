import { ANY, BOOLEAN, DATE, INTEGER, KEY_TEXT, LONG_TEXT, MAP, nullable, TEXT } from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { namedRecordFields } from './record-fields.ts';
import type { Shape } from './shape.ts';

const OPTIONAL_TEXT = nullable(TEXT);
const OPTIONAL_DATE = nullable(DATE);
/** Objects whose inside the seed's sample does not show. */
const OBJECTS: Shape = { kind: 'list', of: MAP };

function object(properties: Readonly<Record<string, Shape>>): Shape {
  return nullable({ kind: 'object', properties });
}

function list(properties: Readonly<Record<string, Shape>>): Shape {
  return nullable({ kind: 'list', of: { kind: 'object', properties } });
}

const SALES_SUMMARY = (prefix: 'total' | 'yearToDate'): Readonly<Record<string, Shape>> =>
  Object.fromEntries(
    ['ReturnsAmount', 'SalesAmount', 'TransactionCount', 'ItemsSoldCount', 'ItemsReturnedCount'].map(
      (name) => [prefix + name, OPTIONAL_TEXT],
    ),
  );

const INDIVIDUAL = object({
  suffix: OPTIONAL_TEXT,
  sortingName: OPTIONAL_TEXT,
  nickName: OPTIONAL_TEXT,
  salutation: OPTIONAL_TEXT,
  name: object({ name: list({ location: TEXT, value: OPTIONAL_TEXT }) }),
  contactInformation: object({ address: OBJECTS, telephone: OBJECTS, email: OBJECTS }),
  personalSummary: object({
    genderType: OPTIONAL_TEXT,
    birthDate: OPTIONAL_DATE,
    anniversary: OPTIONAL_DATE,
    maritalStatusCode: OPTIONAL_TEXT,
    ethnicity: OPTIONAL_TEXT,
    rent: nullable(BOOLEAN),
    languageCode: OPTIONAL_TEXT,
  }),
  socioEconomicProfile: object({
    annualIncomeAmount: OPTIONAL_TEXT,
    netWorth: OPTIONAL_TEXT,
    highestEducationalLevelName: OPTIONAL_TEXT,
  }),
  lifetimeActivitySummary: object(SALES_SUMMARY('total')),
  yearToDateActivitySummary: object(SALES_SUMMARY('yearToDate')),
});

function field(name: string, shape: Shape, description: string): Field {
  return { name, label: name, shape, description };
}

/** In the order of the seed's CUSTOMERMOD body, which is the order of the message's payload. */
const PAYLOAD: readonly Field[] = [
  { ...field('customerID', KEY_TEXT, 'Id of the customer.'), required: true },
  field('signupDate', OPTIONAL_DATE, 'When the customer signed up.'),
  field('retailStoreID', OPTIONAL_TEXT, 'The store where that was.'),
  field('firstPurchaseDate', OPTIONAL_DATE, 'When the customer first bought.'),
  field('lastPurchaseDate', OPTIONAL_DATE, 'When the customer last bought.'),
  field('validation', object({ validFlag: OPTIONAL_TEXT }), 'Whether the customer was found valid: "true".'),
  field('orgName', OPTIONAL_TEXT, 'Name of the organization, for a customer that is one.'),
  field('custOrgTypcode', OPTIONAL_TEXT, 'What kind of organization it is.'),
  field('employeeID', OPTIONAL_TEXT, 'Number as an employee, for a customer who is one.'),
  field('businessName', OPTIONAL_TEXT, 'Name of the business.'),
  field('customerClass', OPTIONAL_TEXT, 'Class of the customer.'),
  field('source', OPTIONAL_TEXT, 'The system that the customer came from.'),
  field('prospect', nullable(BOOLEAN), 'Whether the customer has yet to buy.'),
  field('customerOwnerID', OPTIONAL_TEXT, 'Who the customer belongs to.'),
  field('householdKey', OPTIONAL_TEXT, 'The household of the customer.'),
  field('customerNumber', OPTIONAL_TEXT, 'Number of the customer.'),
  field('customerReference', OPTIONAL_TEXT, 'What others call the customer.'),
  field('lastUpdateInfo', nullable(ANY), 'Who last changed the customer.'),
  field('affiliation', list({ retailStoreID: OPTIONAL_TEXT }), 'Stores that the customer belongs to.'),
  field('entityInformation', object({ individual: INDIVIDUAL }), 'Who the customer is.'),
  field('alternateKey', nullable(OBJECTS), 'Further ids of the customer.'),
  field('customAttribute', nullable(OBJECTS), 'Attributes of the retailer.'),
  field('customerNotes', object({ customerNote: OBJECTS }), 'Notes about the customer.'),
  field(
    'eligiblePromotionDeals',
    object({ promotionDealId: { kind: 'list', of: ANY } }),
    'Promotions that the customer may use.',
  ),
  field('customerSegments', object({ segment: OBJECTS }), 'Segments that the customer is in.'),
  field('customerCards', object({ instrument: OBJECTS }), 'Cards of the customer.'),
  field('associateAssignments', nullable(ANY), 'Associates who look after the customer.'),
  field(
    'personalPreferences',
    object({ contactPreference: list({ contactType: TEXT, permission: OPTIONAL_TEXT }) }),
    'By which ways the customer may be contacted: "true" or "false".',
  ),
  field(
    'franchisees',
    object({ franchisee: list({ franchiseeId: INTEGER, franchiseeName: nullable(LONG_TEXT) }) }),
    'Franchisees who share the customer.',
  ),
];

/** A customer, as the data sync sends it (ORCE Data Sync: CustomerResponseType). A customer owns itself. */
export const CUSTOMER: ObjectType = {
  type: 'Customer',
  description: 'A customer, with the names and in the order of the data sync message. It owns itself.',
  keepsNumberTexts: true,
  fields: [...namedRecordFields('Customer', 'customerID'), ...PAYLOAD],
};
