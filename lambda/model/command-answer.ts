import { ID, KEY_TEXT, TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';

/** The properties of what every command answers that changes records. */
export const COMMAND_ANSWER_PROPERTIES = {
  transactionId: { ...KEY_TEXT, description: 'The _transaction_id of the events of this command.' },
  changes: {
    kind: 'list',
    of: {
      kind: 'object',
      properties: {
        action: { kind: 'enum', values: ['insert', 'update', 'delete'] },
        objectType: { ...TEXT, description: 'The Object Type of the record.' },
        id: { ...ID, description: 'The id of the record.' },
        owner: { ...TEXT, description: 'The account, or catalog record, whose events are in order.' },
        tick: { kind: 'integer', minimum: 1n, description: 'The _tick of the event.' },
      },
      required: ['action', 'objectType', 'id', 'owner', 'tick'],
    },
    description: 'What has been changed, in the order of the ticks.',
  },
} as const satisfies Readonly<Record<string, Shape>>;

/** What a command answers that changes records. */
export const COMMAND_ANSWER: Shape = {
  kind: 'object',
  properties: COMMAND_ANSWER_PROPERTIES,
  required: ['transactionId', 'changes'],
  description: 'What has been done.',
};
