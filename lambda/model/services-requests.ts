import { ID, IDENTIFIER, KEY_TEXT, TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';

/** What a method of a service answers. Which details stand beside the changes, each method's description says. */
export const SERVICE_ANSWER: Shape = {
  kind: 'object',
  properties: {
    transactionId: { ...KEY_TEXT, description: 'The _transaction_id of the events of this command.' },
    changes: {
      kind: 'list',
      of: {
        kind: 'object',
        properties: {
          action: { kind: 'enum', values: ['insert', 'update', 'delete'] },
          objectType: { ...TEXT, description: 'The Object Type of the record.' },
          id: { ...TEXT, description: 'The id of the record.' },
          owner: { ...TEXT, description: 'The customer or segment whose events are in order.' },
          tick: { kind: 'integer', minimum: 1n, description: 'The _tick of the event.' },
        },
        required: ['action', 'objectType', 'id', 'owner', 'tick'],
      },
      description: 'What has been changed, in the order of the ticks. None when all was so already.',
    },
    customerID: { ...IDENTIFIER, description: 'The customer that it was about, or that was made.' },
    noteId: { ...ID, description: 'The note that was added or updated.' },
    cardNumbers: { kind: 'list', of: IDENTIFIER, description: 'The cards that were made or changed.' },
    segmentId: { ...IDENTIFIER, description: 'The segment that it was about.' },
    retailTransactionId: { ...IDENTIFIER, description: 'The transaction that was posted, now or before.' },
  },
  required: ['transactionId', 'changes'],
  description: 'What has been done.',
};
