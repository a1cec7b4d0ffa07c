import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.ts';

/** The object with what the change says: objects are merged member by member, anything else is replaced, lists as a whole. */
export function mergeJson(standing: JsonObject, change: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...standing };
  for (const [key, value] of Object.entries(change)) {
    const before = Object.hasOwn(standing, key) ? standing[key] : undefined;
    merged[key] = isJsonObject(before) && isJsonObject(value) ? mergeJson(before, value) : value;
  }
  return merged;
}
