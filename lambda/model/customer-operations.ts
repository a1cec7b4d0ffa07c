import { CUSTOMER } from './customer.ts';
import { ASSOCIATE_ASSIGNMENT, FRANCHISEE } from './customer-attachments.ts';
import { CARD_RELATIONS, INSTRUMENT_TYPES } from './customer-instrument.ts';
import {
  BOOLEAN,
  CURRENCY_CODE,
  DATE,
  DECIMAL,
  ID,
  IDENTIFIER,
  INTEGER,
  LONG_TEXT,
  nullable,
  TEXT,
} from './field-shapes.ts';
import type { ServiceOperation } from './service-operation.ts';
import type { Shape } from './shape.ts';

const SERVICE = 'Customer';
const MOST = 50;
const MOST_MERGED = 10;
const OPTIONAL_TEXT = nullable(TEXT);
const CUSTOMER_ID: Shape = { ...IDENTIFIER, description: 'The customer.' };

/** Any fields of a customer; none is required. */
const CUSTOMER_FIELDS: Readonly<Record<string, Shape>> = Object.fromEntries(
  CUSTOMER.fields.flatMap(({ name, shape, description }) =>
    name === undefined ? [] : [[name, { ...shape, description }]],
  ),
);

/** Body of addOrUpdateCustomer: the customer, or what shall change of it. */
const CUSTOMER_CHANGE: Shape = {
  kind: 'object',
  properties: {
    ...CUSTOMER_FIELDS,
    customerID: {
      ...IDENTIFIER,
      description:
        'Left out: the customer with one of the alternate keys, else a new one with an id of ours.',
    },
  },
};

/** Lets franchisees share a customer, or no longer. */
export const ADD_OR_DELETE_CUSTOMER_FRANCHISEES: ServiceOperation = {
  service: SERVICE,
  method: 'addOrDeleteCustomerFranchisees',
  summary: 'Add or delete franchisees of a customer',
  description:
    'Deletes the franchisees named under `delete`, which the customer must have, then adds those under `add`; one that the customer has already gets the name that is given.',
  request: {
    kind: 'object',
    properties: {
      customerID: CUSTOMER_ID,
      add: { kind: 'list', of: FRANCHISEE, maxItems: MOST },
      delete: { kind: 'list', of: INTEGER, maxItems: MOST, description: 'Ids of franchisees.' },
    },
    required: ['customerID'],
  },
};

/** Makes a customer, or changes one. */
export const ADD_OR_UPDATE_CUSTOMER: ServiceOperation = {
  service: SERVICE,
  method: 'addOrUpdateCustomer',
  summary: 'Add or update a customer',
  description:
    'Adds the customer, or updates the one that is there: objects are merged member by member, what is left out stays, null empties a field, lists are replaced as a whole: the cards, too, with the states that they are given. Answers with `customerID`.',
  request: CUSTOMER_CHANGE,
};

/** Writes a note about a customer. */
export const ADD_OR_UPDATE_CUSTOMER_NOTE: ServiceOperation = {
  service: SERVICE,
  method: 'addOrUpdateCustomerNote',
  summary: 'Add or update a note about a customer',
  description:
    'Adds a note, or changes the one that `noteId` names; what is left out stays. The day and who it was are kept with it. Answers with `noteId`.',
  request: {
    kind: 'object',
    properties: {
      customerID: CUSTOMER_ID,
      customerNote: {
        kind: 'object',
        properties: {
          noteId: { ...ID, description: 'Left out: a new note.' },
          typeCode: OPTIONAL_TEXT,
          note: { ...LONG_TEXT, description: 'Its text; needed for a new note.' },
          userId: { ...OPTIONAL_TEXT, description: 'Who writes.' },
        },
      },
    },
    required: ['customerID', 'customerNote'],
  },
};

/** Gives a customer a card that nobody has. */
export const ASSOCIATE_CARD_TO_CUSTOMER: ServiceOperation = {
  service: SERVICE,
  method: 'associateCardToCustomer',
  summary: 'Associate a card to a customer',
  description:
    'Gives the customer a card that belongs to nobody yet; it is inactive unless `statusCode` says that it is active. A card that someone has is given away by Card updateCardToCustomerAssociations.',
  request: {
    kind: 'object',
    properties: {
      customerID: CUSTOMER_ID,
      card: {
        kind: 'object',
        properties: {
          cardNumber: { ...IDENTIFIER, description: 'Number of the card; no other card has it.' },
          cardSerialNumber: OPTIONAL_TEXT,
          typeCode: nullable({ kind: 'enum', values: INSTRUMENT_TYPES }),
          statusCode: { kind: 'enum', values: ['INACTIVE', 'ACTIVE'] },
          relationCode: nullable({ kind: 'enum', values: CARD_RELATIONS }),
          primaryFlag: nullable(BOOLEAN),
          cardHolderName: OPTIONAL_TEXT,
          retailStoreID: OPTIONAL_TEXT,
          issueDate: nullable(DATE),
          expirationDate: nullable(DATE),
          currencyTypeCode: nullable(CURRENCY_CODE),
          balance: nullable(DECIMAL),
        },
        required: ['cardNumber'],
      },
    },
    required: ['customerID', 'card'],
  },
};

/** Deletes a customer. */
export const DELETE_CUSTOMER: ServiceOperation = {
  service: SERVICE,
  method: 'deleteCustomer',
  summary: 'Delete a customer',
  description:
    'Deletes the customer; its cards and alternate keys can be given to others then. Its transactions stay. Answers with `customerID`.',
  request: { kind: 'object', properties: { customerID: CUSTOMER_ID }, required: ['customerID'] },
};

/** Makes one customer of several. */
export const MERGE_CUSTOMERS: ServiceOperation = {
  service: SERVICE,
  method: 'mergeCustomers',
  summary: 'Merge customers',
  description:
    'Deletes the customers and adds one with all that they had, in one transaction: the first of them that has a field gives it, lists are put together, summaries are added up, `customer` overrides. Answers with `customerID`.',
  request: {
    kind: 'object',
    properties: {
      customerIDs: {
        kind: 'list',
        of: IDENTIFIER,
        minItems: 2,
        maxItems: MOST_MERGED,
        description: 'The customers that are merged, the most important one first.',
      },
      customerID: {
        ...IDENTIFIER,
        description: 'Id of the new customer, which nobody has; one of ours when left out.',
      },
      customer: {
        kind: 'object',
        properties: Object.fromEntries(
          Object.entries(CUSTOMER_FIELDS).filter(([name]) => name !== 'customerID'),
        ),
        description: 'What the new customer has otherwise, as in addOrUpdateCustomer.',
      },
    },
    required: ['customerIDs'],
  },
};

/** Says which associates look after a customer. */
export const UPDATE_ASSOCIATE_ASSIGNMENT: ServiceOperation = {
  service: SERVICE,
  method: 'updateAssociateAssignment',
  summary: 'Update which associates look after a customer',
  description:
    'Deletes the assignments named under `delete`, which the customer must have, then sets those that are given, each by its associate; the others stay. One who becomes PRIMARY makes the one who was SECONDARY.',
  request: {
    kind: 'object',
    properties: {
      customerID: CUSTOMER_ID,
      associateAssignment: { kind: 'list', of: ASSOCIATE_ASSIGNMENT, maxItems: MOST },
      delete: { kind: 'list', of: IDENTIFIER, maxItems: MOST, description: 'Ids of associates.' },
    },
    required: ['customerID'],
  },
};

/** The methods of the service Customer, in the order of table H-1. */
export const CUSTOMER_OPERATIONS: readonly ServiceOperation[] = [
  ADD_OR_DELETE_CUSTOMER_FRANCHISEES,
  ADD_OR_UPDATE_CUSTOMER,
  ADD_OR_UPDATE_CUSTOMER_NOTE,
  ASSOCIATE_CARD_TO_CUSTOMER,
  DELETE_CUSTOMER,
  MERGE_CUSTOMERS,
  UPDATE_ASSOCIATE_ASSIGNMENT,
];
