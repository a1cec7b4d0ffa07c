import {
  BOOLEAN,
  CURRENCY_CODE,
  DATE,
  DECIMAL,
  IDENTIFIER,
  INTEGER,
  LONG_TEXT,
  nullable,
  TEXT,
  ZONED_TIME,
} from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { namedRecordFields } from './record-fields.ts';
import type { Shape } from './shape.ts';

const OPTIONAL_TEXT = nullable(TEXT);
const OPTIONAL_TIME = nullable(ZONED_TIME);
const OPTIONAL_DATE = nullable(DATE);
const OPTIONAL_INTEGER = nullable(INTEGER);
const AMOUNT = nullable(DECIMAL);
const FLAG = nullable(BOOLEAN);

const CREATED_AND_UPDATED = {
  createDate: OPTIONAL_DATE,
  createUserId: OPTIONAL_TEXT,
  updateDate: OPTIONAL_DATE,
  updateUserId: OPTIONAL_TEXT,
} as const;

/** What a line of a transaction can be. */
export const LINE_ITEM_TYPES = ['Sale', 'Return', 'Tender', 'Tax', 'Discount', 'Other'] as const;

/** States of a transaction (ARTS PosLog: TransactionStatus). */
export const TRANSACTION_STATUSES = [
  'DELIVERED',
  'COMPLETE',
  'TENDERED',
  'TOTALED',
  'IN_PROCESS',
  'SUSPENDED',
  'RESUMED',
  'CANCELED',
  'PRE_VOIDED',
  'POST_VOIDED',
  'FAILED',
] as const;

/** Kinds of transactions. */
export const TRANSACTION_TYPES = ['TRANSACTION', 'RETURN', 'EXCHANGE', 'LAYAWAY', 'ORDER', 'OTHER'] as const;

const LINE_ITEM_MODIFIER: Shape = {
  kind: 'object',
  properties: {
    lineItemSequence: INTEGER,
    lineItemModifierSequence: INTEGER,
    voidFlag: FLAG,
    custId: OPTIONAL_TEXT,
    ...CREATED_AND_UPDATED,
    reasonCode: OPTIONAL_TEXT,
    promotionDealId: OPTIONAL_TEXT,
    amount: AMOUNT,
  },
};

const LINE_ITEM: Shape = {
  kind: 'object',
  properties: {
    lineItemSequence: INTEGER,
    beginDateTimestamp: OPTIONAL_TIME,
    endDateTimestamp: OPTIONAL_TIME,
    lineItemStatusCode: OPTIONAL_TEXT,
    lineItemTLogSequence: OPTIONAL_INTEGER,
    lineItemTypeCode: nullable({ kind: 'enum', values: LINE_ITEM_TYPES }),
    notes: nullable(LONG_TEXT),
    voidFlag: FLAG,
    voidLineItemReasonCode: OPTIONAL_TEXT,
    custId: OPTIONAL_TEXT,
    ...CREATED_AND_UPDATED,
    lineItemModifiers: nullable({ kind: 'list', of: LINE_ITEM_MODIFIER }),
    itemId: OPTIONAL_TEXT,
    itemDescription: OPTIONAL_TEXT,
    quantity: AMOUNT,
    unitPrice: AMOUNT,
    extendedAmount: AMOUNT,
    taxAmount: AMOUNT,
    tenderTypeCode: OPTIONAL_TEXT,
    tenderAmount: AMOUNT,
    cardNumber: OPTIONAL_TEXT,
  },
};

const PROPERTY: Shape = {
  kind: 'object',
  properties: {
    propertyCode: { kind: 'text', minLength: 1, maxLength: 255 },
    stringValue: nullable(LONG_TEXT),
    decimalValue: AMOUNT,
    dateValue: OPTIONAL_DATE,
  },
  required: ['propertyCode'],
};

function field(name: string, shape: Shape, { description }: Pick<Field, 'description'>): Field {
  return { name, label: name, shape, description };
}

/** In the order of the seed's POSTRNCRE body, which is the order of the message's payload. */
const PAYLOAD: readonly Field[] = [
  {
    ...field('retailTransactionId', IDENTIFIER, { description: 'Id of the retail transaction.' }),
    required: true,
  },
  field('organizationId', OPTIONAL_INTEGER, { description: 'The organization that the store belongs to.' }),
  field('beginDatetime', OPTIONAL_TIME, { description: 'When the transaction began.' }),
  field('businessDate', OPTIONAL_DATE, { description: 'The business day that it counts for.' }),
  field('originalBusinessDate', OPTIONAL_DATE, {
    description: 'The business day that it first counted for.',
  }),
  {
    ...field('customerId', nullable(IDENTIFIER), { description: 'The customer whose transaction it is.' }),
    refersTo: 'Customer',
  },
  field('voidFlag', FLAG, { description: 'Whether it was voided.' }),
  field('customerKey', OPTIONAL_TEXT, { description: 'Key of the customer.' }),
  field('endDatetime', OPTIONAL_TIME, { description: 'When the transaction ended.' }),
  field('currencyTypeCode', nullable(CURRENCY_CODE), { description: 'Currency of the amounts.' }),
  field('orgCurrencyTypeCode', nullable(CURRENCY_CODE), { description: 'Currency of the organization.' }),
  field('currencyExchangeRate', AMOUNT, { description: 'The rate from the one to the other.' }),
  field('keyedOfflineFlag', FLAG, { description: 'Whether it was keyed in without a connection.' }),
  field('notes', nullable(LONG_TEXT), { description: 'Notes.' }),
  field('operatorId', OPTIONAL_TEXT, { description: 'Who served at the till.' }),
  field('customerOrganizationId', OPTIONAL_TEXT, { description: 'Organization of the customer.' }),
  field('customerOrganizationKey', OPTIONAL_TEXT, { description: 'Key of that organization.' }),
  field('postedFlag', FLAG, { description: 'Whether it was posted.' }),
  field('retailLocationId', OPTIONAL_TEXT, { description: 'The store.' }),
  field('nonPhysicalItemTotal', AMOUNT, { description: 'Total of what is no goods.' }),
  field('subtotal', AMOUNT, { description: 'Total before tax.' }),
  field('taxTotal', AMOUNT, { description: 'Tax.' }),
  field('total', AMOUNT, { description: 'Total.' }),
  field('markdownTotal', AMOUNT, { description: 'Total of what was marked down.' }),
  field('costOfGoodsSoldTotal', AMOUNT, { description: 'What the goods sold had cost.' }),
  field('transactionReasonCode', OPTIONAL_TEXT, { description: 'Why it was made.' }),
  field('transactionSequence', OPTIONAL_INTEGER, { description: 'Number in the sequence of the till.' }),
  field('transactionStatusCode', nullable({ kind: 'enum', values: TRANSACTION_STATUSES }), {
    description: 'State of the transaction.',
  }),
  field('transactionTypeCode', nullable({ kind: 'enum', values: TRANSACTION_TYPES }), {
    description: 'Kind of transaction.',
  }),
  field('workstationId', OPTIONAL_INTEGER, { description: 'The till.' }),
  field('linkedTransactionId', OPTIONAL_TEXT, { description: 'A transaction that it belongs to.' }),
  field('createDate', OPTIONAL_DATE, { description: 'When the transaction was stored.' }),
  field('createUserId', OPTIONAL_TEXT, { description: 'Who stored it.' }),
  field('updateDate', OPTIONAL_DATE, { description: 'When it was last changed.' }),
  field('updateUserId', OPTIONAL_TEXT, { description: 'Who changed it.' }),
  field('lineItems', nullable({ kind: 'list', of: LINE_ITEM }), {
    description: 'What was sold, paid and taxed.',
  }),
  field('transactionProperties', nullable({ kind: 'list', of: PROPERTY }), {
    description: 'Properties of the retailer.',
  }),
];

/** A retail transaction, as the data sync sends it (ORCE Data Sync: TransactionType). */
export const TRANSACTION: ObjectType = {
  type: 'Transaction',
  description: 'A retail transaction, with the names and in the order of the data sync message.',
  keepsNumberTexts: true,
  ref: { type: 'Transaction', ids: ['retailTransactionId'] },
  fields: [...namedRecordFields('Transaction', 'retailTransactionId'), ...PAYLOAD],
};
