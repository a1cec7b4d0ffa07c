import { isJsonArray, isJsonNumber, isJsonObject, type JsonValue } from '../domain/json.ts';

/** Whether two values are the same, whatever the order of their keys. Numbers are when they are written alike: 1.0 is not 1.00. */
export function sameJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (isJsonNumber(left) && isJsonNumber(right)) return left.rawJSON === right.rawJSON;
  if (isJsonArray(left) && isJsonArray(right))
    return left.length === right.length && left.every((item, place) => sameJson(item, right[place]));
  if (!isJsonObject(left) || !isJsonObject(right)) return left === right;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
  );
}
