import { KEY_TEXT, LONG_TEXT, TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';

/** Epoch milliseconds would be a number that people cannot read: times are texts as in ISO 8601. */
const TIME: Shape = { kind: 'dateTime' };
const COUNT: Shape = { kind: 'integer', minimum: 0n };
/** A credential is sent in a header or a form: printable ASCII. */
const CREDENTIAL: Shape = { kind: 'text', minLength: 1, maxLength: 1024, pattern: /^[\x20-\x7e]+$/ };
const PEM: Shape = {
  kind: 'text',
  maxLength: 16_384,
  pattern: /^-----BEGIN [A-Z0-9 ]+-----\s[\s\S]+-----END [A-Z0-9 ]+-----\s*$/,
};

/** Body of PUT /data-sync/credentials. */
export const SYNC_CREDENTIALS_REQUEST: Shape = {
  kind: 'object',
  properties: {
    clientId: { ...CREDENTIAL, description: 'The client id at the token URL.' },
    clientSecret: { ...CREDENTIAL, description: 'The client secret. It can be replaced, never read.' },
    signingSecrets: {
      kind: 'list',
      of: { kind: 'text', pattern: /^(?:whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$/ },
      minItems: 1,
      maxItems: 2,
      description:
        'Standard Webhooks secrets of 24 to 64 bytes, in base64: messages are signed with each. Two while one is being replaced.',
    },
    certificate: { ...PEM, description: "The client's certificate (PEM), where the receiver asks for one." },
    certificateKey: { ...PEM, description: "The certificate's private key (PEM)." },
  },
  required: ['clientId', 'clientSecret'],
  description: 'Credentials, in place of all that was saved under the same key.',
};

/** What PUT /data-sync/credentials answers. */
export const SYNC_CREDENTIALS_ANSWER: Shape = {
  kind: 'object',
  properties: {
    map: { ...TEXT, description: 'The map that they are in: DataSyncCredentialMapName.' },
    key: { ...TEXT, description: 'The key under which they are: DataSyncCredentialKeyName.' },
  },
  required: ['map', 'key'],
  description: 'Where the credentials have been saved.',
};

/** What POST /data-sync/sample-message answers. */
export const SAMPLE_MESSAGE_ANSWER: Shape = {
  kind: 'object',
  properties: {
    outcome: {
      kind: 'enum',
      values: ['delivered', 'failed'],
      description: 'delivered: the receiver answered with 200.',
    },
    stage: {
      kind: 'enum',
      values: ['destination', 'dns', 'connect', 'tls', 'timeout', 'token', 'response'],
      description:
        'How far it came: the address may not be connected to, the name has no address, no connection, no TLS, no answer in time, no token, an answer other than 200.',
    },
    status: { ...COUNT, description: 'The HTTP status, of the token URL where the stage is token.' },
    reason: { ...TEXT, description: 'More exactly what failed.' },
    excerpt: { ...LONG_TEXT, description: 'The first characters of the answer.' },
    retryAfterMs: { ...COUNT, description: 'How long the receiver asks to be left alone.' },
    ms: { ...COUNT, description: 'How long it took, the token included.' },
  },
  required: ['outcome', 'ms'],
  description: 'What became of the sample message.',
};

const QUEUE: Shape = {
  kind: 'object',
  properties: {
    rows: { ...COUNT, description: 'How many rows wait.' },
    oldest: { ...TIME, description: 'Since when the oldest waits; absent when none does.' },
    ageSeconds: { ...COUNT, description: 'How long the oldest has waited.' },
  },
  required: ['rows'],
};

/** What GET /data-sync/queues answers. */
export const SYNC_QUEUES_ANSWER: Shape = {
  kind: 'object',
  properties: {
    customerPending: { ...QUEUE, description: 'DATA_SYNC_CUST_PENDING_QUEUE.' },
    transactionPending: { ...QUEUE, description: 'DATA_SYNC_TRN_PENDING_QUEUE.' },
    progress: { ...QUEUE, description: 'The progress queue: moved, and not delivered yet.' },
    parked: { ...QUEUE, description: 'Rows that kept failing, put aside.' },
  },
  required: ['customerPending', 'transactionPending', 'progress', 'parked'],
  description: 'How full the queues are.',
};

const RUN: Shape = {
  kind: 'object',
  properties: {
    runId: { ...KEY_TEXT, description: 'Names the run; ids sort by time.' },
    task: { ...KEY_TEXT, description: 'What it is a run of: Data Sync, or the name of a scheduled task.' },
    status: { kind: 'enum', values: ['running', 'success', 'error', 'canceled', 'skipped'] },
    started: TIME,
    ended: { ...TIME, description: 'Absent while it runs.' },
    startedBy: { kind: 'enum', values: ['schedule', 'request'] },
    tasks: { ...COUNT, description: 'A task is one worker of the run, or a part of all customers.' },
    success: { ...COUNT, description: 'Tasks that did all that there was.' },
    error: { ...COUNT, description: 'Tasks that failed.' },
    canceled: { ...COUNT, description: 'Tasks that were stopped, or lost their lease.' },
    skipped: { ...COUNT, description: 'Tasks that did not begin.' },
    delivered: { ...COUNT, description: 'Messages delivered so far.' },
    parked: { ...COUNT, description: 'Messages parked so far.' },
    customers: {
      kind: 'object',
      properties: {
        seen: { ...COUNT, description: 'Looked at.' },
        changed: { ...COUNT, description: 'Changed.' },
        failed: { ...COUNT, description: 'That could not be changed.' },
      },
      required: ['seen', 'changed', 'failed'],
      description: 'Customers so far, of a scheduled task.',
    },
    reason: { ...LONG_TEXT, description: 'Why it failed or was skipped.' },
  },
  required: [
    'runId',
    'task',
    'status',
    'started',
    'startedBy',
    'tasks',
    'success',
    'error',
    'canceled',
    'skipped',
    'delivered',
    'parked',
  ],
  description: 'A run of the data sync job, or of a scheduled task.',
};

/** What POST /data-sync/runs, and the stop of a run, answer. */
export const SYNC_RUN_ANSWER: Shape = RUN;

/** What GET /data-sync/runs answers. */
export const SYNC_RUNS_ANSWER: Shape = {
  kind: 'object',
  properties: { runs: { kind: 'list', of: RUN, description: 'The latest 100, the latest first.' } },
  required: ['runs'],
  description: 'The job monitor.',
};

const UNIQUE_ID: Shape = { kind: 'text', pattern: /^[1-9]\d{0,18}$/ };

/** What GET /data-sync/parked answers. */
export const SYNC_PARKED_ANSWER: Shape = {
  kind: 'object',
  properties: {
    parked: {
      kind: 'list',
      of: {
        kind: 'object',
        properties: {
          uniqueId: { ...UNIQUE_ID, description: "The message's uniqueId." },
          object: { kind: 'enum', values: ['Customer', 'Transaction'] },
          id: { ...TEXT, description: 'The id of the customer or transaction.' },
          action: { kind: 'enum', values: ['CREATE', 'UPDATE', 'DELETE'] },
          parked: { ...TIME, description: 'When it was parked.' },
          stage: { ...TEXT, description: 'How far the last try came.' },
          status: { ...COUNT, description: 'The HTTP status of the last try, if one came.' },
          excerpt: { ...LONG_TEXT, description: 'The first characters of the last answer.' },
        },
        required: ['uniqueId', 'object', 'id', 'action', 'parked', 'stage'],
      },
      description: 'The first 100, by uniqueId.',
    },
  },
  required: ['parked'],
  description: 'Messages that kept failing.',
};

/** Body of POST /data-sync/parked/redrive and /discard. */
export const SYNC_PARKED_REQUEST: Shape = {
  kind: 'object',
  properties: {
    uniqueIds: { kind: 'list', of: UNIQUE_ID, minItems: 1, maxItems: 100, description: 'Which ones.' },
  },
  required: ['uniqueIds'],
  description: 'Messages that have been parked.',
};

/** What POST /data-sync/parked/redrive answers. */
export const SYNC_REDRIVE_ANSWER: Shape = {
  kind: 'object',
  properties: {
    redriven: {
      kind: 'list',
      of: UNIQUE_ID,
      description: 'Will be sent by the next run, in front of what their customers have waiting.',
    },
    superseded: {
      kind: 'list',
      of: UNIQUE_ID,
      description: 'Dropped: something newer of the same object has gone, or will go.',
    },
    absent: { kind: 'list', of: UNIQUE_ID, description: 'Not parked.' },
  },
  required: ['redriven', 'superseded', 'absent'],
  description: 'What became of each.',
};

/** What POST /data-sync/parked/discard answers. */
export const SYNC_DISCARD_ANSWER: Shape = {
  kind: 'object',
  properties: {
    discarded: { kind: 'list', of: UNIQUE_ID, description: 'Gone, and never delivered.' },
    absent: { kind: 'list', of: UNIQUE_ID, description: 'Not parked.' },
  },
  required: ['discarded', 'absent'],
  description: 'What became of each.',
};
