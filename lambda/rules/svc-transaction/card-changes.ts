import { parseDecimal } from '../../domain/decimal.ts';
import { isJsonNumber, type JsonObject } from '../../domain/json.ts';
import {
  INSTRUMENT_TRANSITIONS,
  type InstrumentMethod,
  type InstrumentTransition,
} from '../../model/instrument-transitions.ts';
import { refused } from '../refused.ts';

/** The members of a card that say what it is for and whose, in a request and in the card. */
const DESCRIPTION = ['typeCode', 'relationCode', 'primaryFlag', 'cardHolderName', 'retailStoreID'] as const;

/** The state that a method brings a card to. Throws AppError RULE_VIOLATED from a state that it must not meet. */
export function nextStatus(method: InstrumentMethod, card: JsonObject): string {
  const { from, to }: InstrumentTransition = INSTRUMENT_TRANSITIONS[method];
  if (from.some((status) => status === card.statusCode)) return to;
  const detail = `the card is ${String(card.statusCode)}; ${method} takes one that is ${from.join(' or ')}`;
  throw refused('/cardNumber', detail);
}

/** Throws AppError RULE_VIOLATED when a card's last day, should it have one, is before `today`; `pointer`: where to give another. */
export function refuseExpired(
  { expirationDate }: JsonObject,
  { today, pointer }: { today: string; pointer: string },
): void {
  if (typeof expirationDate === 'string' && expirationDate < today)
    throw refused(pointer, `the card expired on ${expirationDate}; it needs a later expiration date`);
}

/** What a request for a new card says of it, without its number and state. */
export function cardDescription(body: JsonObject): JsonObject {
  return pick(body, [...DESCRIPTION, 'expirationDate']);
}

/** What a card that takes the place of another has in common with it. */
export function successorDescription(card: JsonObject): JsonObject {
  return pick(card, [...DESCRIPTION, 'expirationDate', 'currencyTypeCode']);
}

/**
 * What a card gets with an initial balance, or a currency, that the request gives it; nothing for one that gives neither. Throws
 * AppError RULE_VIOLATED for a balance that is negative, has no currency, or comes to a card that has had one.
 */
export function givenBalance(body: JsonObject, card: JsonObject): JsonObject {
  const { initialBalance: balance, currencyTypeCode: currency } = body;
  const standing = card.currencyTypeCode;
  const inCurrency = typeof currency === 'string' ? { currencyTypeCode: currency } : {};
  const had = isJsonNumber(card.initialBalance) || isJsonNumber(card.balance);
  if (had && typeof currency === 'string' && currency !== standing)
    throw refused('/currencyTypeCode', 'the balance of the card is in another currency');
  if (!isJsonNumber(balance)) return inCurrency;
  if (had) throw refused('/initialBalance', 'the card has had a balance; leave it out');
  if ((parseDecimal(balance.rawJSON)?.units ?? 0n) < 0n)
    throw refused('/initialBalance', 'a balance does not begin below 0');
  if (typeof currency !== 'string' && typeof standing !== 'string')
    throw refused('/currencyTypeCode', 'a balance needs a currency');
  return { ...inCurrency, initialBalance: balance, balance };
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  const members = names.flatMap((name) => {
    const value = object[name];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(members);
}
