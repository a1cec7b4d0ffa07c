import {
  childPointer,
  exactNumber,
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
  const texts = textsOf(fields);
  const members = namedMembers(objectType, fields).map(([name, value, { label, shape }]) =>
    member(name, textOf(value, { shape, pointer: childPointer('', label), texts })),
  );
  return `{${members.join()}}`;
}

/** The same as an object: what parsing `exactJson` gives. */
export function exactObject(objectType: ObjectType, fields: Fields): JsonObject {
  const texts = textsOf(fields);
  return Object.fromEntries(
    namedMembers(objectType, fields).map(([name, value, { label, shape }]) => [
      name,
      exactValue(value, { shape, pointer: childPointer('', label), texts }),
    ]),
  );
}

/** What is part of the object, in the order of the model, by its names on the interface. */
function namedMembers(
  objectType: ObjectType,
  fields: Fields,
): readonly (readonly [string, JsonValue, { label: string; shape: Shape | undefined }])[] {
  const named = objectType.fields.filter(({ name }) => name !== undefined);
  const computed = objectType.fields.filter(({ name }) => name === undefined).map(({ label }) => label);
  const payload = Object.entries(fields).filter(
    ([label]) => !label.startsWith('_') && !computed.includes(label),
  );
  const names = new Map(named.map(({ label, name = label }) => [label, name]));
  const properties = Object.fromEntries(named.map(({ label, shape }) => [label, shape]));
  return ordered(Object.fromEntries(payload), properties).map(([label, value, shape]) => [
    names.get(label) ?? label,
    value,
    { label, shape },
  ]);
}

interface Place {
  readonly shape: Shape | undefined;
  /** Into the record; made only where there are texts to be found by it. */
  readonly pointer: string;
  readonly texts: NumberTexts | undefined;
}

function textsOf(fields: Fields): NumberTexts | undefined {
  const texts = keptNumberTexts(fields);
  return Object.keys(texts).length === 0 ? undefined : texts;
}

function textOf(value: JsonValue, place: Place): string {
  if (isJsonNumber(value)) return numberText(value, place);
  if (isJsonArray(value)) {
    const shape = place.shape?.kind === 'list' ? place.shape.of : undefined;
    return `[${value.map((item, index) => textOf(item, inside(place, index, shape))).join()}]`;
  }
  if (!isJsonObject(value)) return stringifyJson(value);
  const members = membersOf(value, place).map(([key, item, at]) => member(key, textOf(item, at)));
  return `{${members.join()}}`;
}

function exactValue(value: JsonValue, place: Place): JsonValue {
  if (isJsonNumber(value)) return exactNumber(numberText(value, place));
  if (isJsonArray(value)) {
    const shape = place.shape?.kind === 'list' ? place.shape.of : undefined;
    return value.map((item, index) => exactValue(item, inside(place, index, shape)));
  }
  return isJsonObject(value)
    ? Object.fromEntries(membersOf(value, place).map(([key, item, at]) => [key, exactValue(item, at)]))
    : value;
}

function membersOf(value: JsonObject, place: Place): readonly (readonly [string, JsonValue, Place])[] {
  const properties = place.shape?.kind === 'object' ? place.shape.properties : {};
  return ordered(value, properties).map(([key, item, shape]) => [
    key,
    item,
    inside(place, key, shape ?? mapped(place.shape)),
  ]);
}

function mapped(shape: Shape | undefined): Shape | undefined {
  return shape?.kind === 'map' ? shape.of : undefined;
}

function inside(place: Place, step: string | number, shape: Shape | undefined): Place {
  const { pointer, texts } = place;
  return { shape, pointer: texts === undefined ? '' : childPointer(pointer, step), texts };
}

function numberText(number: RawJSON, { pointer, texts = {} }: Place): string {
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
