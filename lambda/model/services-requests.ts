import { commandAnswerProperties } from './command-answer.ts';
import { ID, IDENTIFIER, TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';

/** What a method of a service answers. Which details stand beside the changes, each method's description says. */
export const SERVICE_ANSWER: Shape = {
  kind: 'object',
  properties: {
    ...commandAnswerProperties({
      id: TEXT,
      owner: 'The customer or segment whose events are in order.',
      changes: 'What has been changed, in the order of the ticks. None when all was so already.',
    }),
    customerID: { ...IDENTIFIER, description: 'The customer that it was about, or that was made.' },
    noteId: { ...ID, description: 'The note that was added or updated.' },
    cardNumbers: { kind: 'list', of: IDENTIFIER, description: 'The cards that were made or changed.' },
    segmentId: { ...IDENTIFIER, description: 'The segment that it was about.' },
    retailTransactionId: { ...IDENTIFIER, description: 'The transaction that was posted, now or before.' },
  },
  required: ['transactionId', 'changes'],
  description: 'What has been done.',
};
