import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { utcDay } from '../../domain/timestamp.ts';
import { ASSOCIATE_CARD_TO_CUSTOMER as OPERATION } from '../../model/customer-operations.ts';
import { refused } from '../refused.ts';
import type { ServiceMethod } from '../service-method.ts';
import { type CustomerChange, prepareCustomerChange } from './change-customer.ts';
import { cardsOf, withList } from './customer-lists.ts';

/** Service Customer, method associateCardToCustomer. */
export const ASSOCIATE_CARD_TO_CUSTOMER: ServiceMethod = {
  ...OPERATION,
  prepare: async (preparation) => {
    const card = isJsonObject(preparation.body.card) ? preparation.body.card : {};
    return prepareCustomerChange(preparation, (customer, { now }) => associated(customer, { card, now }));
  },
};

function associated(customer: JsonObject, { card, now }: { card: JsonObject; now: number }): CustomerChange {
  const cards = cardsOf(customer);
  if (cards.some(({ cardNumber }) => cardNumber === card.cardNumber))
    throw refused('/card/cardNumber', 'is a card of this customer already; nothing is to be done');
  const active = card.statusCode === 'ACTIVE';
  const added: JsonObject = {
    statusCode: 'INACTIVE',
    ...card,
    issueDate: card.issueDate ?? utcDay(now),
    ...(active && { activationDate: utcDay(now) }),
  };
  const { issueDate, expirationDate } = added;
  if (typeof issueDate === 'string' && typeof expirationDate === 'string' && expirationDate < issueDate)
    throw refused('/card/expirationDate', `is before the day of issue, ${issueDate}`);
  const others = card.primaryFlag === true ? cards.map(notPrimary) : cards;
  return { changed: withList('customerCards', [...others, added]), takenAt: '/card/cardNumber' };
}

/** The card in a place behind another that becomes the primary one. */
export function notPrimary(card: JsonObject): JsonObject {
  return card.primaryFlag === true ? { ...card, primaryFlag: false } : card;
}
