import { ID, KEY_TEXT, TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';

interface AnswerTexts {
  /** What the ids of its records are. */
  readonly id: Shape;
  /** Who owns them. */
  readonly owner: string;
  readonly changes: string;
}

/** The properties of what a command answers that changes records. */
export function commandAnswerProperties({
  id,
  owner,
  changes,
}: AnswerTexts): Readonly<Record<string, Shape>> {
  return {
    transactionId: { ...KEY_TEXT, description: 'The _transaction_id of the events of this command.' },
    changes: {
      kind: 'list',
      of: {
        kind: 'object',
        properties: {
          action: { kind: 'enum', values: ['insert', 'update', 'delete'] },
          objectType: { ...TEXT, description: 'The Object Type of the record.' },
          id: { ...id, description: 'The id of the record.' },
          owner: { ...TEXT, description: owner },
          tick: { kind: 'integer', minimum: 1n, description: 'The _tick of the event.' },
        },
        required: ['action', 'objectType', 'id', 'owner', 'tick'],
      },
      description: changes,
    },
  };
}

/** Those of commands whose records have numeric ids. */
export const COMMAND_ANSWER_PROPERTIES = commandAnswerProperties({
  id: ID,
  owner: 'The account, or catalog record, whose events are in order.',
  changes: 'What has been changed, in the order of the ticks.',
});

/** What a command answers that changes records. */
export const COMMAND_ANSWER: Shape = {
  kind: 'object',
  properties: COMMAND_ANSWER_PROPERTIES,
  required: ['transactionId', 'changes'],
  description: 'What has been done.',
};
