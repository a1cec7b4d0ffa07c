import { isJsonNumber, type JsonValue } from '../domain/json.ts';
import { numberLimitExceeded, wholeNumber } from '../domain/number.ts';
import { isDate, isDateTime } from './date-text.ts';
import { describeShape, describeValue, quote, quoteNumber } from './describe.ts';
import { nearestName } from './nearest-name.ts';
import { ID_PATTERN, type Leaf, SALESFORCE_ID_PATTERN, type ShapeOf } from './shape.ts';

/** Says what is wrong; made only when it is shown. */
export type Detail = () => string;

type Check<Kind extends Leaf> = (shape: ShapeOf<Kind>, value: JsonValue) => Detail | undefined;

const CHECKS: { readonly [Kind in Leaf]: Check<Kind> } = {
  text: checkText,
  enum: checkEnum,
  code: checkCode,
  salesforceId: closedText((text) => SALESFORCE_ID_PATTERN.test(text)),
  date: closedText(isDate),
  dateTime: closedText(isDateTime),
  id: (shape, value) => {
    if (!isJsonNumber(value)) return mismatch(shape, value);
    return ID_PATTERN.test(value.rawJSON) ? undefined : unexpectedNumber(describeShape(shape), value);
  },
  integer: checkInteger,
  decimal: (shape, value) => (isJsonNumber(value) ? checkNumber(value) : mismatch(shape, value)),
  boolean: (shape, value) => (typeof value === 'boolean' ? undefined : mismatch(shape, value)),
};

/** What is wrong with a value that has no values inside it; undefined when it is of the shape. */
export function checkLeaf(shape: ShapeOf<Leaf>, value: JsonValue): Detail | undefined {
  const checkKind = CHECKS[shape.kind] as (shape: ShapeOf<Leaf>, value: JsonValue) => Detail | undefined;
  return checkKind(shape, value);
}

/** What is wrong with any number at all: that it cannot be kept with all its digits. */
export function checkNumber(number: RawJSON): Detail | undefined {
  const exceeded = numberLimitExceeded(number.rawJSON);
  return exceeded === undefined
    ? undefined
    : () => `the number ${exceeded}; send fewer digits, or a text where one is allowed`;
}

/** A value of another kind than the shape's. */
export function mismatch(shape: ShapeOf, value: JsonValue): Detail {
  return () => `expected ${describeShape(shape)}, got ${describeValue(value)}${advice(shape, value)}`;
}

function advice(shape: ShapeOf, value: JsonValue): string {
  const wantsText = ['text', 'enum', 'salesforceId', 'date', 'dateTime'].includes(shape.kind);
  if (wantsText && (isJsonNumber(value) || typeof value === 'boolean')) return '; put it in double quotes';
  const wantsBare = ['id', 'code', 'integer', 'decimal', 'boolean'].includes(shape.kind);
  return wantsBare && typeof value === 'string' ? '; write it without quotes' : '';
}

function checkText(shape: ShapeOf<'text'>, value: JsonValue): Detail | undefined {
  if (typeof value !== 'string') return mismatch(shape, value);
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = shape;
  const length = value.length > maxLength || value.length < 2 * minLength ? lengthOf(value) : value.length;
  if (length === 0 && minLength > 0) return () => 'expected a text with something in it, got an empty text';
  if (length < minLength) return () => `expected a text of at least ${minLength} characters, got ${length}`;
  if (length > maxLength) return () => `expected a text of at most ${maxLength} characters, got ${length}`;
  if (pattern?.test(value) === false) return () => `expected a text that matches ${pattern.source}`;
  return undefined;
}

/** Characters as people and JSON Schema count them: a surrogate pair is one. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _character of text) length += 1;
  return length;
}

function checkEnum(shape: ShapeOf<'enum'>, value: JsonValue): Detail | undefined {
  if (typeof value !== 'string') return mismatch(shape, value);
  if (shape.values.includes(value)) return undefined;
  return () => {
    const nearest = nearestName(value.slice(0, 100), shape.values);
    return `expected ${describeShape(shape)}, got ${quote(value)}; the nearest is ${JSON.stringify(nearest)}`;
  };
}

function checkCode(shape: ShapeOf<'code'>, value: JsonValue): Detail | undefined {
  if (!isJsonNumber(value)) return mismatch(shape, value);
  if (shape.codes.some(({ no }) => String(no) === value.rawJSON)) return undefined;
  return unexpectedNumber(describeShape(shape), value);
}

function closedText(isValid: (text: string) => boolean) {
  return (shape: ShapeOf, value: JsonValue): Detail | undefined => {
    if (typeof value !== 'string') return mismatch(shape, value);
    return isValid(value) ? undefined : () => `expected ${describeShape(shape)}, got ${quote(value)}`;
  };
}

function checkInteger(shape: ShapeOf<'integer'>, value: JsonValue): Detail | undefined {
  if (!isJsonNumber(value)) return mismatch(shape, value);
  const exceeded = checkNumber(value);
  if (exceeded !== undefined) return exceeded;
  const whole = wholeNumber(value.rawJSON);
  if (whole === undefined) return unexpectedNumber('a whole number', value);
  const { minimum = whole, maximum = whole } = shape;
  if (whole < minimum) return unexpectedNumber(`a whole number of at least ${minimum}`, value);
  if (whole > maximum) return unexpectedNumber(`a whole number of at most ${maximum}`, value);
  return undefined;
}

function unexpectedNumber(expected: string, value: RawJSON): Detail {
  return () => `expected ${expected}, got ${quoteNumber(value)}`;
}
