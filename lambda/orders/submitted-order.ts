import { childPointer, isJsonArray, isJsonObject, type JsonObject } from '../domain/json.ts';
import { trimSalesforceId } from '../model/fields.ts';

/** A part of a submitted order, and where it stands in the request. */
export interface SubmittedPart {
  readonly json: JsonObject;
  readonly pointer: string;
}

/** An order of a request that passed validation: its own fields, and the lists it holds. */
export interface SubmittedOrder extends SubmittedPart {
  /** Its Salesforce id, 15 characters. */
  readonly orderId: string;
  /** Its account's Salesforce id, 15 characters: the owner of its records. */
  readonly owner: string;
  readonly items: readonly SubmittedPart[];
  readonly pricings: readonly SubmittedPart[];
  readonly relationships: readonly SubmittedPart[];
  readonly promotions: readonly SubmittedPart[];
}

/** A part's member as a text; null when it is absent, null or something else. */
export function textOf(part: SubmittedPart, member: string): string | null {
  const value = part.json[member];
  return typeof value === 'string' ? value : null;
}

/** A part's member as the 15 characters of a Salesforce id, or null. */
export function keyOf(part: SubmittedPart, member: string): string | null {
  const id = textOf(part, member);
  return id === null ? null : trimSalesforceId(id);
}

/** The orders of a valid request, in their order. */
export function submittedOrders(request: JsonObject): readonly SubmittedOrder[] {
  return partsOf(request, { pointer: '', member: 'orders' }).map(({ json, pointer }) => ({
    json,
    pointer,
    orderId: keyOf({ json, pointer }, 'orderId') ?? '',
    owner: keyOf({ json, pointer }, 'accountId') ?? '',
    items: partsOf(json, { pointer, member: 'orderItems' }),
    pricings: partsOf(json, { pointer, member: 'orderPricings' }),
    relationships: partsOf(json, { pointer, member: 'orderItemRelationships' }),
    promotions: partsOf(json, { pointer, member: 'orderAppliedPromotions' }),
  }));
}

function partsOf(json: JsonObject, list: { pointer: string; member: string }): SubmittedPart[] {
  const values = json[list.member];
  if (!isJsonArray(values)) return [];
  const pointer = childPointer(list.pointer, list.member);
  return values
    .filter(isJsonObject)
    .map((part, place) => ({ json: part, pointer: childPointer(pointer, place) }));
}
