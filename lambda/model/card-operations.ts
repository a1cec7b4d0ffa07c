import { CARD_RELATIONS } from './customer-instrument.ts';
import { BOOLEAN, DATE, IDENTIFIER, nullable } from './field-shapes.ts';
import type { ServiceOperation } from './service-operation.ts';

const MOST_ASSOCIATIONS = 25;

/** Sets until when a card can be used. */
export const RESET_CARD_EXPIRATION_DATE: ServiceOperation = {
  service: 'Card',
  method: 'resetCardExpirationDate',
  summary: "Reset a card's expiration date",
  description:
    'Sets the last day on which the card can be used. An expired card becomes active again when the day has not passed yet. A card that is replaced or closed keeps its date.',
  request: {
    kind: 'object',
    properties: {
      cardNumber: { ...IDENTIFIER, description: 'The card.' },
      expirationDate: { ...DATE, description: 'The last day; not before the day of issue.' },
    },
    required: ['cardNumber', 'expirationDate'],
  },
};

/** Says which customers cards belong to. */
export const UPDATE_CARD_TO_CUSTOMER_ASSOCIATIONS: ServiceOperation = {
  service: 'Card',
  method: 'updateCardToCustomerAssociations',
  summary: 'Update which customers cards belong to',
  description:
    'Gives each card to the customer that is named with it, from whoever has it now, all of them or none. A primary card takes that place from the other cards of its customer. Both customers are updated.',
  request: {
    kind: 'object',
    properties: {
      associations: {
        kind: 'list',
        minItems: 1,
        maxItems: MOST_ASSOCIATIONS,
        of: {
          kind: 'object',
          properties: {
            cardNumber: { ...IDENTIFIER, description: 'The card; each stands once.' },
            customerID: { ...IDENTIFIER, description: 'The customer that it belongs to from now on.' },
            relationCode: nullable({
              kind: 'enum',
              values: CARD_RELATIONS,
              description: 'How the customer may use it; as it is when left out.',
            }),
            primaryFlag: nullable(BOOLEAN),
          },
          required: ['cardNumber', 'customerID'],
        },
      },
    },
    required: ['associations'],
  },
};

/** The methods of the service Card, in the order of table H-1. */
export const CARD_OPERATIONS: readonly ServiceOperation[] = [
  RESET_CARD_EXPIRATION_DATE,
  UPDATE_CARD_TO_CUSTOMER_ASSOCIATIONS,
];
