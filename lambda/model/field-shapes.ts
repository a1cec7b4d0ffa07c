import type { Shape } from './shape.ts';

/** The same form, or null. */
export function nullable(shape: Shape): Shape {
  return { ...shape, nullable: true };
}

/** One line of text: Salesforce's own text fields end at 255 characters. */
export const TEXT: Shape = { kind: 'text', maxLength: 255 };

/** A text that something is found by, so it is not empty. */
export const KEY_TEXT: Shape = { kind: 'text', minLength: 1, maxLength: 255 };

/** What `IDENTIFIER` takes: visible ASCII characters but / and %, which gateways decode in different ways. */
export const IDENTIFIER_PATTERN = /^[!-$&-.0-~]{1,128}$/;

/** An id that another system gave, which fits into keys and paths. */
export const IDENTIFIER: Shape = { kind: 'text', pattern: IDENTIFIER_PATTERN };

/** Free text: as much as a Salesforce long text area holds unless told otherwise. */
export const LONG_TEXT: Shape = { kind: 'text', maxLength: 32_768 };

/** A Salesforce id. */
export const SALESFORCE_ID: Shape = { kind: 'salesforceId' };

/** The id of a record. */
export const ID: Shape = { kind: 'id' };

/** Ids of records. */
export const IDS: Shape = { kind: 'list', of: ID };

/** Any number, digit for digit. */
export const DECIMAL: Shape = { kind: 'decimal' };

/** A Salesforce Number (18,0). */
export const INTEGER: Shape = { kind: 'integer', minimum: -(10n ** 18n) + 1n, maximum: 10n ** 18n - 1n };

/** True or false. */
export const BOOLEAN: Shape = { kind: 'boolean' };

/** A number as a text, digit for digit: "1325.00". At most 18 digits on each side of the point. */
export const DECIMAL_TEXT: Shape = { kind: 'text', pattern: /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/ };

/** A count as a text: "12". */
export const COUNT_TEXT: Shape = { kind: 'text', pattern: /^-?(?:0|[1-9]\d{0,17})$/ };

/** True or false as a text, as the seeds have it in some places. */
export const BOOLEAN_TEXT: Shape = { kind: 'enum', values: ['true', 'false'] };

/** Code of a currency, ISO 4217. */
export const CURRENCY_CODE: Shape = { kind: 'text', pattern: /^[A-Z]{3}$/ };

/** A day. */
export const DATE: Shape = { kind: 'date' };

/** A moment, to the millisecond, with its offset. */
export const DATE_TIME: Shape = { kind: 'dateTime' };

/** A moment to the second or the millisecond, with its offset: 2017-11-07T12:54:22+0530. */
export const ZONED_TIME: Shape = {
  kind: 'text',
  pattern:
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/,
};

/** Whatever the sender likes. */
export const ANY: Shape = { kind: 'any' };

/** Any names with any values. */
export const MAP: Shape = { kind: 'map', of: ANY };

/** `2020-09-20 22:21:39.978+00`: when a record was made or changed, as it stands in events. */
export const TIMESTAMP: Shape = {
  kind: 'text',
  pattern: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}\+00$/,
};

/** An object that only names what it stands for by its global key. */
export const GLOBAL_KEY: Shape = {
  kind: 'object',
  properties: { globalKey: nullable(KEY_TEXT) },
};
