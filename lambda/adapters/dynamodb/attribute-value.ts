import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { exactNumber, isJsonArray, type JsonObject, type JsonValue } from '../../domain/json.ts';
import { storableNumber } from '../../domain/number.ts';

/** An item, or a map in it, as DynamoDB takes and gives it. */
export type Item = Record<string, AttributeValue>;

/** A JSON value as a DynamoDB attribute; numbers keep their digits, up to DynamoDB's 38. */
export function toAttribute(value: JsonValue): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (JSON.isRawJSON(value)) return { N: storableNumber(value.rawJSON) };
  return isJsonArray(value) ? { L: value.map(toAttribute) } : { M: toItem(value as JsonObject) };
}

/** A JSON object as a DynamoDB item. */
export function toItem(object: JsonObject): Item {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, toAttribute(value)]));
}

/**
 * The JSON value of any attribute. What JSON lacks comes as the event stream has it: a set as an array, binary as
 * base64. Throws SyntaxError for an `N` that is no number, TypeError for an attribute of a type that DynamoDB lacks.
 */
export function fromAttribute(value: AttributeValue): JsonValue {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return exactNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.M !== undefined) return fromItem(value.M);
  if (value.L !== undefined) return value.L.map(fromAttribute);
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(exactNumber);
  if (value.B !== undefined) return Buffer.from(value.B).toString('base64');
  if (value.BS !== undefined) return value.BS.map((binary) => Buffer.from(binary).toString('base64'));
  throw new TypeError(`an attribute of an unknown type: ${Object.keys(value).join()}`);
}

/** The JSON object of an item. */
export function fromItem(item: Item): JsonObject {
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, fromAttribute(value)]));
}
