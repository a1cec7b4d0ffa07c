import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../domain/json.ts';

/**
 * The attributes of an order item by name: those that its specification begins with, and over them those that it is
 * described by. `describedBy` is an object of them, or a list of `{name, value}` or `{characteristic: {name}, value}`;
 * anything else names no attribute.
 */
export function characteristicValues(initial: JsonObject, describedBy: JsonValue | undefined): JsonObject {
  if (isJsonObject(describedBy)) return { ...initial, ...describedBy };
  if (!isJsonArray(describedBy)) return initial;
  return { ...initial, ...Object.fromEntries(describedBy.flatMap(namedValue)) };
}

function namedValue(entry: JsonValue): [string, JsonValue][] {
  if (!isJsonObject(entry) || entry.value === undefined) return [];
  const name = isJsonObject(entry.characteristic) ? entry.characteristic.name : entry.name;
  return typeof name === 'string' ? [[name, entry.value]] : [];
}
