import { exactNumber, isJsonArray, type JsonObject } from '../../domain/json.ts';
import { DATE_TIME_PATTERN } from '../date-text.ts';
import { MAX_KEY_LENGTH } from '../limits.ts';
import { ID_PATTERN, SALESFORCE_ID_PATTERN, type Shape, type ShapeKind, type ShapeOf } from '../shape.ts';

/** Where the schema `ANY_VALUE_SCHEMA` stands in the document that refers to it, as a URI fragment. */
export type AnyValueRef = `#/${string}`;

const KEY: JsonObject = { minLength: exactNumber(1), maxLength: exactNumber(MAX_KEY_LENGTH) };
const GREATEST_ID = 10n ** 19n - 1n;

/** Any JSON value whose keys can be kept. */
export function anyValueSchema(ref: AnyValueRef): JsonObject {
  return {
    description: 'Any JSON value. Keys are not empty.',
    items: { $ref: ref },
    propertyNames: KEY,
    additionalProperties: { $ref: ref },
  };
}

/**
 * JSON Schema (2020-12) of a shape. Says all that `validate` checks, but for what JSON Schema cannot say: how many
 * digits a number may have, how an id is written, how deep values of any form may nest, which months have 31 days.
 * Without `anyValueRef`, values of any form may have any keys.
 */
export function jsonSchema(shape: Shape, anyValueRef?: AnyValueRef): JsonObject {
  const schemaOf = (inner: Shape): JsonObject => jsonSchema(inner, anyValueRef);
  const describe = SCHEMAS[shape.kind] as (shape: Shape, context: Context) => JsonObject;
  const schema = describe(shape, { schemaOf, anyValueRef });
  return {
    ...(shape.description === undefined ? {} : { description: shape.description }),
    ...(shape.nullable ? orNull(schema) : schema),
  };
}

interface Context {
  readonly schemaOf: (shape: Shape) => JsonObject;
  readonly anyValueRef: AnyValueRef | undefined;
}

const SCHEMAS: {
  readonly [Kind in ShapeKind['kind']]: (shape: ShapeOf<Kind>, context: Context) => JsonObject;
} = {
  text: ({ minLength, maxLength, pattern }) => ({
    type: 'string',
    ...count({ minLength, maxLength }),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  }),
  enum: ({ values }) => ({ type: 'string', enum: values }),
  salesforceId: () => ({ type: 'string', pattern: SALESFORCE_ID_PATTERN.source }),
  id: () => ({
    type: 'integer',
    minimum: exactNumber(1),
    maximum: exactNumber(GREATEST_ID),
    $comment: `Written as plain digits: ${ID_PATTERN.source}`,
  }),
  integer: ({ minimum, maximum }) => ({ type: 'integer', ...count({ minimum, maximum }) }),
  decimal: () => ({ type: 'number' }),
  boolean: () => ({ type: 'boolean' }),
  dateTime: () => ({ type: 'string', pattern: DATE_TIME_PATTERN.source }),
  date: () => ({ type: 'string', format: 'date' }),
  list: ({ of, minItems, maxItems }, { schemaOf }) => ({
    type: 'array',
    items: schemaOf(of),
    ...count({ minItems, maxItems }),
  }),
  object: ({ properties, required = [] }, { schemaOf }) => ({
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, schemaOf(of)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }),
  map: ({ of }, { schemaOf }) => ({
    type: 'object',
    propertyNames: KEY,
    additionalProperties: schemaOf(of),
  }),
  any: (_shape, { anyValueRef }) => (anyValueRef === undefined ? {} : { $ref: anyValueRef }),
};

function count(bounds: Readonly<Record<string, bigint | number | undefined>>): JsonObject {
  const given = Object.entries(bounds).flatMap(([name, bound]): [string, RawJSON][] =>
    bound === undefined ? [] : [[name, exactNumber(bound)]],
  );
  return Object.fromEntries(given);
}

/** The same schema, for null too. One without a type takes null as it is. */
export function orNull(schema: JsonObject): JsonObject {
  const { type, enum: words, ...rest } = schema;
  if (typeof type !== 'string') return schema;
  return { type: [type, 'null'], ...(isJsonArray(words) ? { enum: [...words, null] } : {}), ...rest };
}
