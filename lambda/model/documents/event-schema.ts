import type { JsonObject } from '../../domain/json.ts';
import type { Field, ObjectType } from '../object-type.ts';
import type { Shape } from '../shape.ts';
import { jsonSchema, orNull } from './json-schema.ts';

const ENVELOPE: JsonObject = {
  _action: {
    type: 'string',
    enum: ['insert', 'update', 'delete'],
    description: 'What happened to the record. A delete carries the last known fields.',
  },
  _event_id: {
    type: 'string',
    description: 'Names this change: an event that comes twice has the same one both times.',
  },
  _transaction_id: {
    type: ['string', 'null'],
    description: 'The same for all changes of one command; null when another writer changed the record.',
  },
  _tick: {
    type: ['integer', 'null'],
    description: 'Grows with every change of the account; null when another writer changed the record.',
  },
};

/**
 * JSON Schema (2020-12) of the events of an object type, as they stand in the stream. Every event may have more keys:
 * what another writer put into the record goes out as it is.
 */
export function eventSchema(objectType: ObjectType): JsonObject {
  const fields = objectType.fields.map((field): [string, JsonObject] => [field.label, streamedSchema(field)]);
  return {
    type: 'object',
    title: objectType.type,
    description: objectType.description,
    properties: { ...ENVELOPE, ...Object.fromEntries(fields) },
    required: [...Object.keys(ENVELOPE), 'id', 'Object Type'],
  };
}

/** A field in the stream: booleans as texts where the model says so, what holds other values as JSON in a string. */
function streamedSchema(field: Field): JsonObject {
  const { description, shape } = field;
  const schema = { ...streamedField(field), description };
  return shape.nullable || field.nullWhenDerived ? orNull(schema) : schema;
}

function streamedField({ shape, booleanAsText }: Field): JsonObject {
  if (booleanAsText) return { type: 'string', enum: ['true', 'false'] };
  if (shape.kind === 'salesforceId') return { type: 'string', pattern: '^[A-Za-z0-9]{15}$' };
  if (shape.kind === 'list') return { type: 'array', items: streamedShape(shape.of) };
  return streamedShape(shape);
}

function streamedShape(shape: Shape): JsonObject {
  const { description: _description, ...schema } = jsonSchema({ ...shape, nullable: false });
  if (shape.kind !== 'object' && shape.kind !== 'map') return schema;
  return { type: 'string', contentMediaType: 'application/json', contentSchema: schema };
}
