import { exactNumber, isJsonArray, type JsonObject } from '../../domain/json.ts';
import { DATE_TIME_PATTERN } from '../date-text.ts';
import { MAX_KEY_LENGTH } from '../limits.ts';
import { ID_PATTERN, SALESFORCE_ID_PATTERN, type Shape, type ShapeKind, type ShapeOf } from '../shape.ts';

/** What a schema may refer to in the document around it, by URI fragments such as `#/$defs/AnyValue`. */
export interface SchemaContext {
  /** Where `anyValueSchema` stands. Undefined: values of any form may have any keys. */
  readonly anyValue?: string;
  /** Shapes that have schemas of their own there. */
  readonly named?: ReadonlyMap<Shape, string>;
}

const KEY: JsonObject = { minLength: exactNumber(1), maxLength: exactNumber(MAX_KEY_LENGTH) };
const GREATEST_ID = 10n ** 19n - 1n;

/** Any JSON value whose keys can be kept. */
export function anyValueSchema(ref: string): JsonObject {
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
 */
export function jsonSchema(shape: Shape, context: SchemaContext = {}): JsonObject {
  const describe = SCHEMAS[shape.kind] as (shape: Shape, context: SchemaContext) => JsonObject;
  const schema = describe(shape, context);
  return {
    ...(shape.description === undefined ? {} : { description: shape.description }),
    ...(shape.nullable ? orNull(schema) : schema),
  };
}

function innerSchema(shape: Shape, context: SchemaContext): JsonObject {
  const ref = context.named?.get(shape);
  return ref === undefined ? jsonSchema(shape, context) : { $ref: ref };
}

const SCHEMAS: {
  readonly [Kind in ShapeKind['kind']]: (shape: ShapeOf<Kind>, context: SchemaContext) => JsonObject;
} = {
  text: ({ minLength, maxLength, pattern }) => ({
    type: 'string',
    ...count({ minLength, maxLength }),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  }),
  enum: ({ values }) => ({ type: 'string', enum: values }),
  code: ({ codes }) => ({
    type: 'integer',
    enum: codes.map(({ no }) => exactNumber(no)),
    $comment: `Written as plain digits: ${codes.map(({ no, name }) => `${no} ${name}`).join(', ')}`,
  }),
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
  list: ({ of, minItems, maxItems }, context) => ({
    type: 'array',
    items: innerSchema(of, context),
    ...count({ minItems, maxItems }),
  }),
  object: ({ properties, required = [] }, context) => ({
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, of]) => [name, innerSchema(of, context)]),
    ),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }),
  map: ({ of }, context) => ({
    type: 'object',
    propertyNames: KEY,
    additionalProperties: innerSchema(of, context),
  }),
  any: (_shape, { anyValue }) => (anyValue === undefined ? {} : { $ref: anyValue }),
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
