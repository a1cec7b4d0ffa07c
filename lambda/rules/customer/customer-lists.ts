import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.ts';
import { sameJson } from '../same-json.ts';

/** The lists that stand inside an object of a customer, by its fields: `{"customerCards":{"instrument":[…]}}`. */
export const CUSTOMER_LISTS = {
  customerNotes: 'customerNote',
  eligiblePromotionDeals: 'promotionDealId',
  customerSegments: 'segment',
  customerCards: 'instrument',
  associateAssignments: 'associateAssignment',
  personalPreferences: 'contactPreference',
  franchisees: 'franchisee',
  customerOffers: 'offer',
} as const;

/** A field of a customer that is an object around a list. */
export type CustomerList = keyof typeof CUSTOMER_LISTS;

/** What stands in one of a customer's lists; nothing where there is no such list. */
export function customerList(body: JsonObject, field: CustomerList): readonly JsonValue[] {
  const around = body[field];
  const list = isJsonObject(around) ? around[CUSTOMER_LISTS[field]] : undefined;
  return isJsonArray(list) ? list : [];
}

/** The objects in one of a customer's lists. */
export function customerObjects(body: JsonObject, field: CustomerList): readonly JsonObject[] {
  return customerList(body, field).filter(isJsonObject);
}

/** The field with the list as it shall be. */
export function withList(field: CustomerList, list: readonly JsonValue[]): JsonObject {
  return { [field]: { [CUSTOMER_LISTS[field]]: list } };
}

/** The field with the list as it shall be; nothing when a customer's list is so already: null, or left out, is an empty one, too. */
export function changedList(body: JsonObject, field: CustomerList, list: readonly JsonValue[]): JsonObject {
  return sameJson(customerList(body, field), list) ? {} : withList(field, list);
}

/** The cards of a customer. */
export function cardsOf(body: JsonObject): readonly JsonObject[] {
  return customerObjects(body, 'customerCards');
}
