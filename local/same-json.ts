import {
  childPointer,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonValue,
  stringifyJson,
} from '../lambda/domain/json.ts';
import { sameNumber } from '../lambda/domain/number.ts';

/** Where two JSON values first differ (JSON Pointer and both texts), numbers by value; undefined when they are equal. */
export function firstDifference(left: JsonValue, right: JsonValue, pointer = ''): string | undefined {
  if (isJsonNumber(left) && isJsonNumber(right) && sameNumber(left.rawJSON, right.rawJSON)) return undefined;
  if (isJsonArray(left) && isJsonArray(right) && left.length === right.length) {
    return firstOf(left.keys(), (index) =>
      firstDifference(left[index] ?? null, right[index] ?? null, childPointer(pointer, index)),
    );
  }
  if (isJsonObject(left) && isJsonObject(right)) return differenceOfObjects(left, right, pointer);
  return left === right ? undefined : `${pointer}: ${brief(left)} and ${brief(right)}`;
}

function differenceOfObjects(
  left: { readonly [key: string]: JsonValue },
  right: { readonly [key: string]: JsonValue },
  pointer: string,
): string | undefined {
  return firstOf(new Set([...Object.keys(left), ...Object.keys(right)]), (key) => {
    const [a, b] = [left[key], right[key]];
    if (a !== undefined && b !== undefined) return firstDifference(a, b, childPointer(pointer, key));
    return `${childPointer(pointer, key)}: ${brief(a)} and ${brief(b)}`;
  });
}

function firstOf<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function brief(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : stringifyJson(value).slice(0, 80);
}
