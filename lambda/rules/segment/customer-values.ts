import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../domain/json.ts';
import { CUSTOMER_PROPERTIES } from '../../model/segment-criteria.ts';

/** A customer, as segments look at it. */
export interface ObservedCustomer {
  /** As it was put. */
  readonly body: JsonObject;
  /** The year, yyyy, that its year-to-date summary is about; undefined where nobody has said. */
  readonly summaryYear: string | undefined;
}

/**
 * A property's values, as texts; none where the customer has none. What is counted from the year's beginning is nothing, "0", as
 * soon as the year is another one.
 */
export function customerValues(
  { body, summaryYear }: ObservedCustomer,
  { property, today }: { readonly property: string; readonly today: string },
): readonly string[] {
  const isOver = summaryYear !== undefined && summaryYear !== today.slice(0, 4);
  const places = CUSTOMER_PROPERTIES[property]?.places ?? [];
  for (const place of places) {
    const values = valuesAt(body, place);
    if (values.length > 0) return isOver && property.startsWith('yearToDate') ? ['0'] : values;
  }
  return [];
}

function valuesAt(value: JsonValue | undefined, place: readonly string[]): readonly string[] {
  if (isJsonArray(value)) return value.flatMap((item) => valuesAt(item, place));
  const [name, ...rest] = place;
  if (name !== undefined)
    return isJsonObject(value) && Object.hasOwn(value, name) ? valuesAt(value[name], rest) : [];
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'boolean') return [String(value)];
  return isJsonNumber(value) ? [value.rawJSON] : [];
}
