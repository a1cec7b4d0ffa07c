import { childPointer, isJsonArray, isJsonNumber, isJsonObject, type JsonValue } from '../domain/json.ts';
import { sameNumber } from '../domain/number.ts';
import { type Fields, RECORD_ATTRIBUTES } from '../domain/record.ts';

/** Texts of numbers by their places in the record: JSON Pointers (RFC 6901) that begin with the field's label. */
export type NumberTexts = Readonly<Record<string, JsonValue>>;

/** Numbers that come back from DynamoDB digit for digit: no zeros at their ends, no exponent, none that asks for one. */
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;
const TINY_OR_NEGATIVE_ZERO = /^-?0\.000000|^-0$/;

/** The attribute with the texts of all numbers in the fields that would not come back as they are; nothing when all would. */
export function numberTextsOf(fields: Fields): Fields {
  const texts: Record<string, string> = {};
  for (const [label, value] of Object.entries(fields))
    if (!label.startsWith('_')) collect(value, childPointer('', label), texts);
  return Object.keys(texts).length === 0 ? {} : { [RECORD_ATTRIBUTES.numberTexts]: texts };
}

function collect(value: JsonValue, pointer: string, texts: Record<string, string>): void {
  if (isJsonNumber(value)) {
    const text = value.rawJSON;
    if (!PLAIN.test(text) || TINY_OR_NEGATIVE_ZERO.test(text)) texts[pointer] = text;
  } else if (isJsonArray(value)) {
    for (const [index, item] of value.entries()) collect(item, childPointer(pointer, index), texts);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) collect(item, childPointer(pointer, key), texts);
  }
}

/** The texts that a record keeps; none where there is no such attribute, or another writer has spoilt it. */
export function keptNumberTexts(fields: Fields): NumberTexts {
  const texts = fields[RECORD_ATTRIBUTES.numberTexts];
  return isJsonObject(texts) ? texts : {};
}

/** The text in which a number came, while its value is still the same; else its digits. */
export function keptNumberText({ rawJSON: digits }: RawJSON, kept: JsonValue | undefined): string {
  return typeof kept === 'string' && isNumberText(kept) && sameNumber(kept, digits) ? kept : digits;
}

/** Whoever writes the table could put anything there. */
function isNumberText(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d{1,15})?$/.test(text);
}

/** A record's fields with all numbers in the texts in which they came, where these are still true. */
export function withKeptNumbers(fields: Fields): Fields {
  const texts = Object.entries(keptNumberTexts(fields));
  return texts.reduce<Fields>((changed, [pointer, text]) => {
    const steps = pointer.split('/').slice(1);
    return pointer.startsWith('/') ? (withText(changed, steps, text) as Fields) : changed;
  }, fields);
}

function withText(value: JsonValue, steps: readonly string[], text: JsonValue): JsonValue {
  const [step, ...further] = steps;
  if (step === undefined) return isJsonNumber(value) ? JSON.rawJSON(keptNumberText(value, text)) : value;
  if (isJsonArray(value)) {
    const item = value[Number(step)];
    return item === undefined ? value : value.with(Number(step), withText(item, further, text));
  }
  const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: withText(value[key] ?? null, further, text) };
}

/**
 * An update's fields with the texts of all numbers of the record that it makes: of those that it names its own, of the others those
 * that the record has. An update that goes without this drops the texts of fields it does not touch.
 */
export function withNumberTexts(stored: Fields, update: Fields): Fields {
  const changed = Object.keys(update).map((label) => childPointer('', label));
  const untouched = Object.entries(keptNumberTexts(stored)).filter(
    ([pointer]) => !changed.some((place) => pointer === place || pointer.startsWith(`${place}/`)),
  );
  const texts = { ...Object.fromEntries(untouched), ...keptNumberTexts(update) };
  const had = Object.keys(keptNumberTexts(stored)).length > 0;
  if (Object.keys(texts).length === 0 && !had) return update;
  return { ...update, [RECORD_ATTRIBUTES.numberTexts]: texts };
}
