import { ERROR_CODES } from '../domain/app-error.ts';
import { LONG_TEXT, TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';

/** The answer to a request that failed: RFC 9457 (application/problem+json), with `code` and `errors` added. */
export const PROBLEM: Shape = {
  kind: 'object',
  properties: {
    type: { ...TEXT, description: 'The kind of problem, as a URI.' },
    title: { ...TEXT, description: 'The kind of problem, in words.' },
    status: { kind: 'integer', minimum: 400n, maximum: 599n, description: 'The HTTP status.' },
    detail: { ...LONG_TEXT, description: 'What was wrong this time, and what to do.' },
    instance: { ...TEXT, description: 'This one occurrence: tell it when you ask for help.' },
    code: { kind: 'enum', values: ERROR_CODES, description: 'Stable: branch on this.' },
    errors: {
      kind: 'list',
      of: {
        kind: 'object',
        properties: {
          pointer: { kind: 'text', description: "JSON Pointer (RFC 6901) into the body; '' for the whole." },
          detail: { kind: 'text', description: 'What came, what was expected, what to do.' },
        },
        required: ['pointer', 'detail'],
      },
      description: 'Everything that is wrong with the body; the first 100 of it.',
    },
    earliestId: { ...LONG_TEXT, description: 'With EVENTS_GONE: the id behind which all events are kept.' },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  description: 'What went wrong (RFC 9457).',
};
