import { exactNumber, type JsonValue } from '../domain/json.ts';
import type { Fields } from '../domain/record.ts';
import type { AttributeValue, Image } from './contract.ts';

/**
 * An item's image as a record's fields, numbers digit for digit. What JSON lacks comes as the event stream has it: sets as arrays,
 * binary as base64. Throws SyntaxError for an `N` that is no number, TypeError for an attribute of no known type.
 */
export function imageFields(image: Image): Fields {
  return Object.fromEntries(Object.entries(image).map(([label, value]) => [label, jsonValue(value)]));
}

function jsonValue(value: AttributeValue): JsonValue {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return exactNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.M !== undefined) return imageFields(value.M);
  if (value.L !== undefined) return value.L.map(jsonValue);
  if (value.B !== undefined) return value.B;
  if (value.NS !== undefined) return value.NS.map(exactNumber);
  const texts = value.SS ?? value.BS;
  if (texts !== undefined) return texts;
  throw new TypeError(`an attribute of an unknown type: ${Object.keys(value).join()}`);
}
