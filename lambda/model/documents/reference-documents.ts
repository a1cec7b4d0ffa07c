import type { JsonObject, JsonValue } from '../../domain/json.ts';
import { FEED_TYPES } from '../feed/feed-type.ts';
import { OBJECT_MODEL } from '../object-model.ts';
import { PROBLEM } from '../problem.ts';
import type { Shape } from '../shape.ts';
import { asyncApi, type EventExample } from './asyncapi.ts';
import { DOCUMENT_SHAPES } from './document-shapes.ts';
import { eventSchema } from './event-schema.ts';
import { feedSchema } from './feed-schema.ts';
import { anyValueSchema, jsonSchema } from './json-schema.ts';
import { modelPage } from './model-page.ts';
import { openApi, type RequestExamples } from './openapi.ts';
import { schemaFile } from './schema-file.ts';
import { syncTriggersPage } from './sync-triggers-page.ts';

/** What the documents show, from the seeds' own payloads. */
export interface Examples {
  readonly requests: RequestExamples;
  readonly events: readonly EventExample[];
}

const ANY_VALUE = '#/$defs/AnyValue';

/** Every page that is made from the model: text by path below docs/reference/. The same model gives the same text. */
export function referenceDocuments(examples: Examples): Readonly<Record<string, string>> {
  return {
    'object-model.md': modelPage(),
    'sync-triggers.md': syncTriggersPage(),
    'openapi.json': page(openApi(examples.requests)),
    'asyncapi.json': page(asyncApi(examples.events)),
    ...Object.fromEntries(
      Object.entries({ ...DOCUMENT_SHAPES, Problem: PROBLEM }).map(([name, shape]) => {
        const file = schemaFile(name);
        return [`schemas/${file}`, page({ ...head(file), ...standalone(shape) })];
      }),
    ),
    ...Object.fromEntries(
      OBJECT_MODEL.map((type) => {
        const file = schemaFile(type.type, 'event');
        return [`schemas/${file}`, page({ ...head(file), ...eventSchema(type) })];
      }),
    ),
    ...Object.fromEntries(
      FEED_TYPES.map((type) => {
        const file = schemaFile(type.objectType.type, 'feed');
        return [`schemas/${file}`, page({ ...head(file), ...feedSchema(type) })];
      }),
    ),
  };
}

/** JSON Schema of a shape that needs no document around it. */
export function standalone(shape: Shape): JsonObject {
  return {
    ...jsonSchema(shape, { anyValue: ANY_VALUE }),
    $defs: { AnyValue: anyValueSchema(ANY_VALUE) },
  };
}

function head(file: string): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:millrace:schema:${file.replace(/\.json$/, '')}`,
  };
}

function page(value: JsonValue): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
