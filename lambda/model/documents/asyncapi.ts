import type { JsonObject } from '../../domain/json.ts';
import { OBJECT_MODEL } from '../object-model.ts';
import type { ObjectType } from '../object-type.ts';
import { eventSchema } from './event-schema.ts';
import {
  FEED_SECURITY,
  FEED_SERVER,
  feedChannels,
  feedMessages,
  feedOperations,
  feedSchemas,
} from './feed-asyncapi.ts';

/** An event to be shown, with the name of its object type. */
export interface EventExample {
  readonly type: string;
  readonly name: string;
  readonly event: JsonObject;
}

const SCHEMA_FORMAT = 'application/schema+json;version=2020-12';

/** AsyncAPI 3.0 of the event stream and the data feed, from the object model. */
export function asyncApi(examples: readonly EventExample[]): JsonObject {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Millrace event stream and data feed',
      version: '1.0.0',
      description:
        'Every change of every record, as one record of a Kinesis data stream that keeps it for 24 hours. The partition key is the account that owns the record (a catalog record owns itself): events of one account are in order, and come at least once. The data feed gives the same changes as server-sent events, for 48 hours. Numbers have up to 38 digits: read them with a parser that keeps them.',
    },
    defaultContentType: 'application/json',
    servers: {
      kinesis: {
        host: 'kinesis.{region}.amazonaws.com',
        protocol: 'kinesis',
        description: 'Amazon Kinesis Data Streams.',
        variables: { region: { description: 'AWS region of the stage.', default: 'us-east-1' } },
      },
      feed: FEED_SERVER,
    },
    channels: {
      changes: {
        address: '{stream}',
        description: 'The event stream.',
        parameters: { stream: { description: 'Name of the stream: the stack output EventStream.' } },
        messages: Object.fromEntries(
          OBJECT_MODEL.map((type) => [keyOf(type), { $ref: `#/components/messages/${keyOf(type)}` }]),
        ),
      },
      ...feedChannels(),
    },
    operations: {
      publishChange: {
        action: 'send',
        channel: { $ref: '#/channels/changes' },
        summary: 'Millrace publishes a change.',
        messages: OBJECT_MODEL.map((type) => ({ $ref: `#/channels/changes/messages/${keyOf(type)}` })),
      },
      ...feedOperations(),
    },
    components: {
      messages: {
        ...Object.fromEntries(OBJECT_MODEL.map((type) => [keyOf(type), message(type, examples)])),
        ...feedMessages(),
      },
      schemas: {
        ...Object.fromEntries(OBJECT_MODEL.map((type) => [keyOf(type), multiFormat(type)])),
        ...feedSchemas(),
      },
      securitySchemes: FEED_SECURITY,
    },
  };
}

function message(type: ObjectType, examples: readonly EventExample[]): JsonObject {
  const shown = examples.filter((example) => example.type === type.type);
  return {
    name: keyOf(type),
    title: type.type,
    summary: type.description,
    contentType: 'application/json',
    payload: { $ref: `#/components/schemas/${keyOf(type)}` },
    ...(shown.length === 0 ? {} : { examples: shown.map(({ name, event }) => ({ name, payload: event })) }),
  };
}

function multiFormat(type: ObjectType): JsonObject {
  return { schemaFormat: SCHEMA_FORMAT, schema: eventSchema(type) };
}

/** `Order Item` as a key: orderItem. */
function keyOf({ type }: ObjectType): string {
  const words = type.split(' ').join('');
  return words.charAt(0).toLowerCase() + words.slice(1);
}
