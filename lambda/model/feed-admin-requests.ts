import { KEY_TEXT, LONG_TEXT, nullable, TEXT, ZONED_TIME } from './field-shapes.ts';
import type { Shape } from './shape.ts';

const COUNT: Shape = { kind: 'integer', minimum: 0n };
const TIME: Shape = { kind: 'dateTime' };
const TICK: Shape = { kind: 'integer', minimum: 0n };
const OBJECT: Shape = { ...KEY_TEXT, description: 'As in `ref.type`: Account, Plan_Instance.' };
const FEED_ID: Shape = { kind: 'text', minLength: 1, maxLength: 4096 };

const OBJECTS: Shape = {
  ...nullable({ kind: 'list', of: OBJECT, maxItems: 200 }),
  description:
    'Which objects to show; what they refer to comes with them. Null, or left out: all that there are.',
};

const FIELDS: Shape = {
  kind: 'map',
  of: { kind: 'list', of: KEY_TEXT, maxItems: 500 },
  description:
    'By object, which members to show; an object that is not named is shown whole. Its ref always stands in the header.',
};

/** Body of PUT /feed/subscription. */
export const FEED_SUBSCRIPTION_REQUEST: Shape = {
  kind: 'object',
  properties: { objects: OBJECTS, fields: FIELDS },
  description: 'What the client wants to be shown, in place of what it wanted before.',
};

/** What GET and PUT /feed/subscription answer. */
export const FEED_SUBSCRIPTION_ANSWER: Shape = {
  kind: 'object',
  properties: {
    objects: OBJECTS,
    fields: FIELDS,
    shown: { kind: 'list', of: OBJECT, description: 'What comes of that, with all that it refers to.' },
    available: { kind: 'list', of: OBJECT, description: 'All that the client may see.' },
  },
  required: ['objects', 'fields', 'shown', 'available'],
  description: "The client's subscription. Until it puts one it is shown all that it may see.",
};

/** The query of GET /feed/audit-log. */
export const AUDIT_LOG_QUERY = {
  from: {
    ...ZONED_TIME,
    description: 'Entries that ended then or later. Standard value: 48 hours before `to`.',
  },
  to: { ...ZONED_TIME, description: 'Entries that ended before. Standard value: now.' },
  account: { ...KEY_TEXT, description: 'Entries with events of this account: the owner of the records.' },
  tick: {
    kind: 'text',
    pattern: /^\d{1,19}$/,
    description: 'Entries with this tick, or with one before and one after it, of one account.',
  },
  status: { kind: 'enum', values: ['processed', 'failed'], description: 'Entries that ended so.' },
  client: {
    ...KEY_TEXT,
    description:
      'Entries of this client. Standard value: the own one; every client, with the role system-admin.',
  },
  limit: {
    kind: 'text',
    pattern: /^(?:[1-9]\d?|100)$/,
    description: 'Entries of one answer, 1 to 100. Standard value: 50.',
  },
  next: {
    kind: 'text',
    pattern: /^[\w-]{1,400}$/,
    description: 'What the answer before gave as `next`, to go on with the same search.',
  },
} as const satisfies Readonly<Record<string, Shape>>;

const ACCOUNT: Shape = {
  kind: 'object',
  properties: {
    account: { ...TEXT, description: 'The owner of the records.' },
    events: { ...COUNT, description: 'Events of it that were sent.' },
    firstTick: nullable(TICK),
    lastTick: nullable(TICK),
  },
  required: ['account', 'events', 'firstTick', 'lastTick'],
};

const ENTRY: Shape = {
  kind: 'object',
  properties: {
    time: { ...TIME, description: 'When the last of it was sent.' },
    since: { ...TIME, description: 'When the first of it was sent.' },
    client: { ...TEXT, description: 'Who read.' },
    stream: { kind: 'enum', values: ['changes', 'load'] },
    status: {
      kind: 'text',
      pattern: /^(?:processed \(\d+\)|failed)$/,
      description: '`processed (10)`: ten events were sent. `failed`: the connection was refused, or broke.',
    },
    events: {
      ...COUNT,
      description: 'Events that were sent; of a connection that broke, some may not have arrived.',
    },
    fromId: { ...nullable(FEED_ID), description: 'The id that was read from.' },
    toId: { ...nullable(FEED_ID), description: 'The id of the last event.' },
    reason: { ...LONG_TEXT, description: 'Why it failed.' },
    accountCount: { ...COUNT, description: 'How many accounts had events.' },
    accounts: { kind: 'list', of: ACCOUNT, description: 'The first 20 of them that were looked for.' },
  },
  required: [
    'time',
    'since',
    'client',
    'stream',
    'status',
    'events',
    'fromId',
    'toId',
    'accountCount',
    'accounts',
  ],
  description: 'What one connection was sent in a minute or so.',
};

/** What GET /feed/audit-log answers. */
export const AUDIT_LOG_ANSWER: Shape = {
  kind: 'object',
  properties: {
    entries: {
      kind: 'list',
      of: ENTRY,
      description: 'The latest first. May be empty although there is more to look at.',
    },
    next: { ...TEXT, description: 'There is more: send it as `next`. Absent at the end.' },
  },
  required: ['entries'],
  description: 'Who was sent what.',
};
