import { LONG_TEXT, TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';

const TIME: Shape = { kind: 'dateTime' };
const COUNT: Shape = { kind: 'integer', minimum: 0n };
const IMPORT_ID: Shape = { ...TEXT, description: 'Names the import; ids sort by the time of the file.' };
/** The name of an object of S3: up to 1,024 bytes. */
const FILE: Shape = { kind: 'text', minLength: 1, maxLength: 1024 };

/** Body of POST /imports. */
export const START_IMPORT_REQUEST: Shape = {
  kind: 'object',
  properties: { file: { ...FILE, description: 'Name of the file in the import bucket.' } },
  required: ['file'],
  description: 'A file that lies in the import bucket.',
};

/** What POST /imports answers. */
export const START_IMPORT_ANSWER: Shape = {
  kind: 'object',
  properties: {
    importId: IMPORT_ID,
    started: {
      kind: 'boolean',
      description: 'False: it is at work already, or done.',
    },
  },
  required: ['importId', 'started'],
  description: 'The import of the current version of the file.',
};

/** What GET /imports/{importId} answers. */
export const IMPORT_ANSWER: Shape = {
  kind: 'object',
  properties: {
    importId: IMPORT_ID,
    file: { ...FILE, description: 'Name of the file in the import bucket.' },
    size: { ...COUNT, description: 'Its bytes.' },
    status: {
      kind: 'enum',
      values: ['running', 'done', 'failed'],
      description:
        'done: each record was imported or refused. failed: it came to no end; what was imported stays.',
    },
    started: TIME,
    ended: { ...TIME, description: 'Absent while it runs.' },
    lines: { ...COUNT, description: 'Records in the file; absent while it is being read.' },
    workers: { ...COUNT, description: 'How many work at them side by side.' },
    done: { ...COUNT, description: 'Records imported so far.' },
    failed: { ...COUNT, description: 'Records refused so far.' },
    report: {
      ...FILE,
      description:
        'The error report in the import bucket, when the import has ended and records were refused.',
    },
    reason: { ...LONG_TEXT, description: 'Why it failed.' },
  },
  required: ['importId', 'file', 'size', 'status', 'started', 'done', 'failed'],
  description: 'How an import stands.',
};

/** What GET /imports answers. */
export const IMPORTS_ANSWER: Shape = {
  kind: 'object',
  properties: {
    imports: { kind: 'list', of: IMPORT_ANSWER, description: 'The latest 100, the latest first.' },
  },
  required: ['imports'],
  description: 'Imports of the last 90 days.',
};
