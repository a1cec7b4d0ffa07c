import { CARD_RELATIONS, INSTRUMENT_TYPES } from './customer-instrument.ts';
import { BOOLEAN, CURRENCY_CODE, DATE, DECIMAL, IDENTIFIER, nullable, TEXT } from './field-shapes.ts';
import { INSTRUMENT_TRANSITIONS, type InstrumentMethod } from './instrument-transitions.ts';
import type { ServiceOperation } from './service-operation.ts';
import type { Shape } from './shape.ts';

/** Cards that one request can have made. */
export const MOST_CARDS = 100;

type Properties = Readonly<Record<string, Shape>>;

const CARD: Properties = {
  cardNumber: { ...IDENTIFIER, description: 'Number of the card.' },
  customerID: { ...nullable(IDENTIFIER), description: 'Whose card it is; where it is named, it must be so.' },
};
const REASON: Properties = { reasonCode: { ...nullable(TEXT), description: 'Why.' } };
const CUSTOMER_ID: Properties = { customerID: { ...IDENTIFIER, description: 'Whose cards they will be.' } };
const VALUE: Properties = {
  expirationDate: { ...nullable(DATE), description: 'Last day on which it can be used; not past.' },
  currencyTypeCode: { ...nullable(CURRENCY_CODE), description: 'Currency of the balance.' },
  initialBalance: {
    ...nullable(DECIMAL),
    description: 'What it begins with: not negative, and in a currency that is named.',
  },
};
const NEW_CARD: Properties = {
  typeCode: nullable({ kind: 'enum', values: INSTRUMENT_TYPES }),
  relationCode: nullable({ kind: 'enum', values: CARD_RELATIONS }),
  primaryFlag: nullable(BOOLEAN),
  cardHolderName: nullable(TEXT),
  retailStoreID: nullable(TEXT),
  ...VALUE,
};

function operation(
  method: InstrumentMethod,
  also: { summary: string; description?: string; properties: Properties; required: readonly string[] },
): ServiceOperation {
  const { from, to, description } = INSTRUMENT_TRANSITIONS[method];
  const states = from.length === 0 ? `New cards are ${to}.` : `From ${from.join(', ')} to ${to}.`;
  return {
    service: 'SVC Transaction',
    method,
    summary: also.summary,
    description: [description, states, also.description].filter(Boolean).join(' '),
    request: { kind: 'object', properties: also.properties, required: also.required },
  };
}

/** What activateInstrument takes. */
export const ACTIVATE_INSTRUMENT = operation('activateInstrument', {
  summary: 'Activate a card',
  description: 'A balance can be given to a card that has never had one.',
  properties: { ...CARD, ...VALUE, ...REASON },
  required: ['cardNumber'],
});

/** What deactivateInstrument takes. */
export const DEACTIVATE_INSTRUMENT = operation('deactivateInstrument', {
  summary: 'Deactivate a card',
  properties: { ...CARD, ...REASON },
  required: ['cardNumber'],
});

/** What generateCard takes. */
export const GENERATE_CARD = operation('generateCard', {
  summary: 'Make a card for a customer',
  description:
    'The answer has its number in cardNumbers: 18 digits, the last one a check digit (Luhn, ISO/IEC 7812-1).',
  properties: { ...CUSTOMER_ID, ...NEW_CARD },
  required: ['customerID'],
});

/** What generateMultipleCards takes. */
export const GENERATE_MULTIPLE_CARDS = operation('generateMultipleCards', {
  summary: 'Make several cards for a customer',
  description: 'The answer has their numbers in cardNumbers.',
  properties: {
    ...CUSTOMER_ID,
    quantity: {
      kind: 'integer',
      minimum: 1n,
      maximum: BigInt(MOST_CARDS),
      description: 'How many cards, all of them alike but for their numbers.',
    },
    ...NEW_CARD,
  },
  required: ['customerID', 'quantity'],
});

/** What replace takes. */
export const REPLACE = operation('replace', {
  summary: 'Replace a card by a new one',
  description: 'The answer has both numbers in cardNumbers, the new one behind the old one.',
  properties: {
    ...CARD,
    replacementCardNumber: {
      ...nullable(IDENTIFIER),
      description: 'Number of the new card, which no other has; one is made where none is named.',
    },
    expirationDate: {
      ...nullable(DATE),
      description: 'Last day of the new card, not past; that of the old one where none is named.',
    },
    ...REASON,
  },
  required: ['cardNumber'],
});

/** What unblockTenderAccount takes. */
export const UNBLOCK_TENDER_ACCOUNT = operation('unblockTenderAccount', {
  summary: 'Unblock a card',
  properties: CARD,
  required: ['cardNumber'],
});

/** The methods of the service SVC Transaction, in the order of table H-1. */
export const SVC_TRANSACTION_OPERATIONS: readonly ServiceOperation[] = [
  ACTIVATE_INSTRUMENT,
  DEACTIVATE_INSTRUMENT,
  GENERATE_CARD,
  GENERATE_MULTIPLE_CARDS,
  REPLACE,
  UNBLOCK_TENDER_ACCOUNT,
];
