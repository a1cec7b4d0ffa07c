import {
  childPointer,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
} from '../domain/json.ts';
import type { Fields } from '../domain/record.ts';
import { keptNumberText, keptNumberTexts, type NumberTexts } from './number-texts.ts';
import type { ObjectType } from './object-type.ts';
import type { Shape } from './shape.ts';

/**
 * A record as the JSON text that its submitter sent: keys in the model's order at every level, those that the model does not know
 * behind them, sorted; numbers in the text in which they came while their value is still the same (1325.00, not 1325).
 * What is not part of the object stays out: house attributes and the fields that have no name on the interface.
 */
export function exactJson(objectType: ObjectType, fields: Fields): string {
  const named = objectType.fields.filter(({ name }) => name !== undefined);
  const computed = objectType.fields.filter(({ name }) => name === undefined).map(({ label }) => label);
  const payload = Object.entries(fields).filter(
    ([label]) => !label.startsWith('_') && !computed.includes(label),
  );
  const names = new Map(named.map(({ label, name = label }) => [label, name]));
  const properties = Object.fromEntries(named.map(({ label, shape }) => [label, shape]));
  const texts = keptNumberTexts(fields);
  const members = ordered(Object.fromEntries(payload), properties).map(([label, value, shape]) =>
    member(names.get(label) ?? label, textOf(value, { shape, pointer: childPointer('', label), texts })),
  );
  return `{${members.join()}}`;
}

interface Place {
  readonly shape: Shape | undefined;
  readonly pointer: string;
  readonly texts: NumberTexts;
}

function textOf(value: JsonValue, place: Place): string {
  if (isJsonNumber(value)) return numberText(value, place);
  if (isJsonArray(value)) {
    const shape = place.shape?.kind === 'list' ? place.shape.of : undefined;
    return `[${value.map((item, index) => textOf(item, inside(place, index, shape))).join()}]`;
  }
  if (!isJsonObject(value)) return stringifyJson(value);
  const properties = place.shape?.kind === 'object' ? place.shape.properties : {};
  const members = ordered(value, properties).map(([key, item, shape]) =>
    member(key, textOf(item, inside(place, key, shape ?? mapped(place.shape)))),
  );
  return `{${members.join()}}`;
}

function mapped(shape: Shape | undefined): Shape | undefined {
  return shape?.kind === 'map' ? shape.of : undefined;
}

function inside(place: Place, step: string | number, shape: Shape | undefined): Place {
  return { shape, pointer: childPointer(place.pointer, step), texts: place.texts };
}

function numberText(number: RawJSON, { pointer, texts }: Place): string {
  return keptNumberText(number, Object.hasOwn(texts, pointer) ? texts[pointer] : undefined);
}

/** Members with their shapes. Never as an object: JavaScript puts keys such as "10" first. */
function ordered(
  object: JsonObject,
  properties: Readonly<Record<string, Shape>>,
): readonly (readonly [string, JsonValue, Shape | undefined])[] {
  const known = Object.keys(properties).filter((key) => Object.hasOwn(object, key));
  const unknown = Object.keys(object).filter((key) => !Object.hasOwn(properties, key));
  return [...known, ...unknown.sort()].flatMap((key) => {
    const value = object[key];
    const shape = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return value === undefined ? [] : [[key, value, shape] as const];
  });
}

function member(key: string, text: string): string {
  return `${JSON.stringify(key)}:${text}`;
}
