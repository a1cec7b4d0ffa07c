import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.ts';
import { type Fields, RECORD_ATTRIBUTES } from '../domain/record.ts';
import { numberTextsOf } from './number-texts.ts';
import type { Field, ObjectType } from './object-type.ts';

const TRIMMED_LENGTH = 15;

/** The 15 characters of a Salesforce id that tell it from others, as records and events hold it. */
export function trimSalesforceId(id: string): string {
  return id.slice(0, TRIMMED_LENGTH);
}

/**
 * A valid object of a request as the fields of a record: by label, absent ones left out. Salesforce ids keep 15
 * characters; what is cut off stands in `_id_suffixes` by label, unless the field is `trimmed`. Texts of numbers stand in
 * `_number_texts` for types that keep them; types that are listed say so in `_listed`. What the object has
 * besides (the lists of an order) is passed over.
 */
export function toFields(objectType: ObjectType, request: JsonObject): Fields {
  const fields: Record<string, JsonValue> = {};
  const suffixes: Record<string, string> = {};
  for (const field of objectType.fields) {
    const value =
      field.name !== undefined && Object.hasOwn(request, field.name) ? request[field.name] : undefined;
    if (value === undefined) continue;
    fields[field.label] = stored(field, value);
    const suffix = cutOff(field, value);
    if (suffix !== '') suffixes[field.label] = suffix;
  }
  return {
    ...fields,
    ...(Object.keys(suffixes).length > 0 && { [RECORD_ATTRIBUTES.idSuffixes]: suffixes }),
    ...(objectType.keepsNumberTexts && numberTextsOf(fields)),
    ...(objectType.listed && { [RECORD_ATTRIBUTES.listed]: objectType.type }),
  };
}

/**
 * The object that the fields came from: what `toFields` took, again, with `trimmed` ids at their 15 characters. Fields
 * that have no name on the interface stay out.
 */
export function fromFields(objectType: ObjectType, fields: Fields): JsonObject {
  const suffixes = fields[RECORD_ATTRIBUTES.idSuffixes];
  const request: Record<string, JsonValue> = {};
  for (const field of objectType.fields) {
    const value = Object.hasOwn(fields, field.label) ? fields[field.label] : undefined;
    if (field.name === undefined || value === undefined) continue;
    request[field.name] = submitted(field, value, isJsonObject(suffixes) ? suffixes[field.label] : undefined);
  }
  return request;
}

function stored(field: Field, value: JsonValue): JsonValue {
  if (field.shape.kind === 'salesforceId' && typeof value === 'string') return trimSalesforceId(value);
  if (field.booleanAsText && typeof value === 'boolean') return String(value);
  return value;
}

function cutOff(field: Field, value: JsonValue): string {
  if (field.shape.kind !== 'salesforceId' || field.trimmed || typeof value !== 'string') return '';
  return value.slice(TRIMMED_LENGTH);
}

function submitted(field: Field, value: JsonValue, suffix: JsonValue | undefined): JsonValue {
  if (typeof value !== 'string') return value;
  if (field.shape.kind === 'salesforceId' && typeof suffix === 'string') return value + suffix;
  if (field.booleanAsText && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
