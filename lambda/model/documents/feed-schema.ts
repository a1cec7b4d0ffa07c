import type { JsonObject } from '../../domain/json.ts';
import { feedName } from '../feed/feed-name.ts';
import type { FeedMember, FeedType } from '../feed/feed-type.ts';
import type { Reference, Shape } from '../shape.ts';
import { jsonSchema, orNull } from './json-schema.ts';

const TRIMMED_ID: JsonObject = { type: 'string', pattern: '^[A-Za-z0-9]{15}$' };
const ZONED: JsonObject = { type: 'string', format: 'date-time' };

/**
 * JSON Schema (2020-12) of the objects of a type as the feed shows them. Every object may have more members: what another writer put
 * into the record is shown, too.
 */
export function feedSchema({ name, objectType, members }: FeedType): JsonObject {
  return {
    type: 'object',
    title: name,
    description: objectType.description,
    properties: Object.fromEntries(members.map((member) => [member.name, memberSchema(member)])),
  };
}

/** JSON Schema of the header of a type's objects. */
export function feedHeaderSchema({ name, ids, objectType }: FeedType): JsonObject {
  const known = ids.map(({ label, name: id }): [string, JsonObject] => {
    const shape = objectType.fields.find((field) => field.label === label)?.shape;
    return [id, shape === undefined ? {} : valueSchema({ ...shape, nullable: false }, undefined)];
  });
  return {
    type: 'object',
    title: `Header of ${name}`,
    properties: {
      ref: {
        type: 'object',
        properties: {
          type: { const: name },
          ids: {
            type: 'object',
            description: 'What is null is left out.',
            properties: Object.fromEntries(known),
          },
        },
        required: ['type', 'ids'],
        description: 'Names the object: two events with the same ref are of the same object.',
      },
      tstamp: { ...ZONED, description: 'When it was changed.' },
      tick: {
        type: ['integer', 'null'],
        description: 'Tells events of one account apart that have the same time: the smaller came first.',
      },
    },
    required: ['ref', 'tstamp', 'tick'],
  };
}

function memberSchema({ field, reference, name, label }: FeedMember): JsonObject {
  const canBeNull = field.shape.nullable || field.nullWhenDerived;
  const isRecordTime = label === 'Created' || label === 'Modified';
  const schema = {
    ...(isRecordTime && name !== feedName(label) ? ZONED : shapeSchema(field, reference)),
    description: field.description,
  };
  return canBeNull ? orNull(schema) : schema;
}

function shapeSchema(
  { shape, booleanAsText }: FeedMember['field'],
  reference: Reference | undefined,
): JsonObject {
  if (booleanAsText) return { type: 'boolean' };
  // Inside an object they stand as they came.
  if (shape.kind === 'salesforceId') return TRIMMED_ID;
  return withoutDescription(valueSchema({ ...shape, nullable: false }, reference));
}

function valueSchema(shape: Shape, reference: Reference | undefined = shape.reference): JsonObject {
  const schema = withoutDescription(innerSchema(shape, reference));
  return {
    ...(shape.description === undefined ? {} : { description: shape.description }),
    ...(shape.nullable ? orNull(schema) : schema),
  };
}

function innerSchema(shape: Shape, reference: Reference | undefined): JsonObject {
  if (shape.kind === 'list')
    return { type: 'array', items: valueSchema(shape.of, reference ?? shape.of.reference) };
  if (reference !== undefined) return referenceSchema(shape, reference);
  if (shape.kind === 'map') return { type: 'object', additionalProperties: valueSchema(shape.of) };
  if (shape.kind !== 'object') return jsonSchema({ ...shape, nullable: false });
  const properties = Object.entries(shape.properties).map(([name, of]) => [feedName(name), valueSchema(of)]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

function referenceSchema(shape: Shape, { type, ids }: Reference): JsonObject {
  const scalar = withoutDescription(jsonSchema({ ...shape, nullable: false }));
  const known = ids.map((id): [string, JsonObject] => {
    if (shape.kind !== 'object') return [id, scalar];
    const of = shape.properties[id];
    return [id, of === undefined ? {} : jsonSchema({ ...of, nullable: false })];
  });
  return {
    type: 'object',
    properties: {
      type: { const: type },
      ids: { type: 'object', properties: Object.fromEntries(known), additionalProperties: false },
    },
    required: ['type', 'ids'],
  };
}

function withoutDescription({ description: _, ...schema }: JsonObject): JsonObject {
  return schema;
}
