import type { JsonObject } from '../../domain/json.ts';
import { FEED_TYPES, type FeedType } from '../feed/feed-type.ts';
import { feedExample } from './feed-example.ts';
import { feedHeaderSchema } from './feed-schema.ts';
import { schemaFile } from './schema-file.ts';

const SCHEMA_FORMAT = 'application/schema+json;version=2020-12';

/** Who lets a client into the feed. */
export const FEED_SECURITY: JsonObject = {
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'With the role feed-reader.' },
};

/** Where the feed is served. */
export const FEED_SERVER: JsonObject = {
  host: '{host}',
  protocol: 'https',
  description: 'The data feed: HTTP, server-sent events (text/event-stream).',
  variables: {
    host: { description: 'Host and stage of the stack output FeedUrl.', default: 'feed.example.com' },
  },
  security: [{ $ref: '#/components/securitySchemes/token' }],
};

const STREAMS = {
  feedChanges: {
    address: '/feed/changes',
    events: ['create', 'update', 'delete'],
    description:
      'The change stream. Begins after the event of Last-Event-ID (or the parameter lastEventId), else at `from` (1day, 2hour, 20minute, or a time), else now. Comments are signs of life.',
    summary: 'Millrace sends a change.',
  },
  feedLoad: {
    address: '/feed/load',
    events: ['load'],
    description:
      'The load stream: every object there is, then an event load-complete, whose id is where the change stream goes on.',
    summary: 'Millrace sends an object.',
  },
} as const;

/** The feed's channels: one for each stream, a message for each type. */
export function feedChannels(): JsonObject {
  return perStream(({ address, description }) => ({
    address,
    description,
    servers: [{ $ref: '#/servers/feed' }],
    messages: Object.fromEntries(
      FEED_TYPES.map((type) => [keyOf(type), { $ref: `#/components/messages/${keyOf(type)}` }]),
    ),
  }));
}

/** What is done on them. */
export function feedOperations(): JsonObject {
  return perStream(({ summary }, channel) => ({
    action: 'send',
    channel: { $ref: `#/channels/${channel}` },
    summary,
    messages: FEED_TYPES.map((type) => ({ $ref: `#/channels/${channel}/messages/${keyOf(type)}` })),
  }));
}

/** The messages: frames with two data lines. */
export function feedMessages(): JsonObject {
  return Object.fromEntries(FEED_TYPES.map((type) => [keyOf(type), message(type)]));
}

/** The schemas of their payloads. */
export function feedSchemas(): JsonObject {
  return Object.fromEntries(
    FEED_TYPES.map((type) => [keyOf(type), { schemaFormat: SCHEMA_FORMAT, schema: frameSchema(type) }]),
  );
}

function perStream(
  make: (stream: (typeof STREAMS)[keyof typeof STREAMS], channel: string) => JsonObject,
): JsonObject {
  return Object.fromEntries(
    Object.entries(STREAMS).map(([channel, stream]) => [channel, make(stream, channel)]),
  );
}

function message(type: FeedType): JsonObject {
  const { header, body } = feedExample(type);
  return {
    name: type.name,
    title: `${type.name} in the feed`,
    summary: type.objectType.description,
    contentType: 'text/event-stream',
    payload: { $ref: `#/components/schemas/${keyOf(type)}` },
    examples: [
      {
        name: type.name,
        payload: {
          event: 'create',
          id: 'H4sIAAAAAAAAAKtWMjRUsjI0MTA0Ma8FAG50BJUNAAAA',
          data: [header, body],
        },
      },
    ],
  };
}

function frameSchema(type: FeedType): JsonObject {
  const line = (schema: JsonObject): JsonObject => ({
    type: 'string',
    contentMediaType: 'application/json',
    contentSchema: schema,
  });
  return {
    type: 'object',
    title: type.name,
    description: 'A frame: each member is a field of it; the two of `data` are two lines.',
    properties: {
      event: { type: 'string', enum: Object.values(STREAMS).flatMap(({ events }) => events) },
      id: { type: 'string', description: 'Where to go on. Opaque.' },
      data: {
        type: 'array',
        prefixItems: [
          line(feedHeaderSchema(type)),
          line({ $ref: `schemas/${schemaFile(type.objectType.type, 'feed')}` }),
        ],
      },
    },
    required: ['event', 'id', 'data'],
  };
}

/** `Order_Item` as a key: feedOrderItem. */
function keyOf({ name }: FeedType): string {
  return `feed${name.replaceAll('_', '')}`;
}
