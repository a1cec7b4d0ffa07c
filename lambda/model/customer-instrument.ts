import {
  BOOLEAN,
  CURRENCY_CODE,
  DATE,
  DECIMAL,
  IDENTIFIER,
  LONG_TEXT,
  nullable,
  TEXT,
} from './field-shapes.ts';
import type { Shape } from './shape.ts';

/** States of a card. Only an active one can be used; one that is closed or replaced never comes back. */
export const INSTRUMENT_STATUSES = [
  'INACTIVE',
  'ACTIVE',
  'BLOCKED',
  'EXPIRED',
  'REPLACED',
  'CLOSED',
] as const;

/** What a card is for. */
export const INSTRUMENT_TYPES = ['LOYALTY', 'GIFT', 'STORED_VALUE', 'CREDIT', 'AWARD', 'OTHER'] as const;

/** How a customer may use a card. */
export const CARD_RELATIONS = ['OWNER', 'HOLDER', 'AUTHORIZED'] as const;

const OPTIONAL_TEXT = nullable(TEXT);
const OPTIONAL_DATE = nullable(DATE);

/** A card of a customer. Its number is found through the names directory: no two customers have the same. */
export const INSTRUMENT: Shape = {
  kind: 'object',
  properties: {
    cardNumber: { ...IDENTIFIER, description: 'Number of the card; no other card has it.' },
    cardSerialNumber: OPTIONAL_TEXT,
    typeCode: nullable({ kind: 'enum', values: INSTRUMENT_TYPES }),
    statusCode: { kind: 'enum', values: INSTRUMENT_STATUSES },
    relationCode: nullable({
      kind: 'enum',
      values: CARD_RELATIONS,
      description: 'How the customer may use the card.',
    }),
    primaryFlag: nullable(BOOLEAN),
    cardHolderName: OPTIONAL_TEXT,
    retailStoreID: OPTIONAL_TEXT,
    issueDate: OPTIONAL_DATE,
    activationDate: OPTIONAL_DATE,
    deactivationDate: OPTIONAL_DATE,
    expirationDate: OPTIONAL_DATE,
    currencyTypeCode: nullable(CURRENCY_CODE),
    initialBalance: nullable(DECIMAL),
    balance: nullable(DECIMAL),
    reasonCode: { ...OPTIONAL_TEXT, description: 'Why the card is in its state.' },
    replacesCardNumber: OPTIONAL_TEXT,
    replacedByCardNumber: OPTIONAL_TEXT,
    notes: nullable(LONG_TEXT),
  },
  required: ['cardNumber', 'statusCode'],
};
