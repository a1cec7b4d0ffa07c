import {
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
} from '../../domain/json.ts';
import { wholeNumber } from '../../domain/number.ts';

/** What tells the entries of a customer's lists apart, by the name of the list: no two of a list have the same. */
const IDENTITIES: Readonly<Record<string, (entry: JsonObject) => JsonValue | undefined>> = {
  name: ({ location }) => location,
  alternateKey: ({ typeCode, alternateID }) => [typeCode ?? null, alternateID ?? null],
  customAttribute: ({ name }) => name,
  customerNote: ({ noteId }) => noteId,
  segment: ({ segmentId }) => segmentId,
  instrument: ({ cardNumber }) => cardNumber,
  associateAssignment: ({ associateId }) => associateId,
  contactPreference: ({ contactType }) => contactType,
  franchisee: ({ franchiseeId }) => franchiseeId,
};

/** What tells an entry of a list from the others: of those whose name is not known, the whole entry. */
export function identityOf(list: string, entry: JsonValue): string {
  const identity = isJsonObject(entry) ? IDENTITIES[list]?.(entry) : undefined;
  return identity === undefined ? stringifyJson(entry) : numberOrText(identity);
}

/** 2, 2.0 and 20e-1 are the same number. */
function numberOrText(identity: JsonValue): string {
  const whole = isJsonNumber(identity) ? wholeNumber(identity.rawJSON) : undefined;
  return whole === undefined ? stringifyJson(identity) : String(whole);
}

/** Whether the entries of a list are told apart by something of theirs, so that it cannot stand twice. */
export function hasIdentities(list: string): boolean {
  return Object.hasOwn(IDENTITIES, list) || list === 'promotionDealId';
}
