import type { CommitContext, IdBlock } from '../../domain/commit.ts';
import { exactNumber, isJsonNumber, type JsonObject } from '../../domain/json.ts';
import { utcDay } from '../../domain/timestamp.ts';
import { cardsOf } from '../customer/customer-lists.ts';
import { refused } from '../refused.ts';
import { nextStatus, refuseExpired, successorDescription } from './card-changes.ts';
import type { HeldCard } from './held-card.ts';
import { newCardNumbers } from './new-card-numbers.ts';

/**
 * Has a card give way to a new one, which takes over its balance and what it is for. Throws AppError RULE_VIOLATED in a state that
 * the card cannot leave, for a new one that would have expired, and for a number that the customer has.
 */
export function replaceCard({
  customer,
  card,
  body,
  context,
}: HeldCard & { readonly body: JsonObject; readonly context: CommitContext }): {
  readonly card: JsonObject;
  readonly successor: JsonObject;
  readonly ids: readonly IdBlock[];
} {
  const statusCode = nextStatus('replace', card);
  const today = utcDay(context.now);
  const { cardNumber, ids } = successorNumber(body, context);
  if (cardsOf(customer.body).some((other) => other.cardNumber === cardNumber))
    throw refused('/replacementCardNumber', 'the customer has a card of this number; give another one');
  const about = {
    ...successorDescription(card),
    ...(typeof body.expirationDate === 'string' ? { expirationDate: body.expirationDate } : {}),
  };
  refuseExpired(about, { today, pointer: '/expirationDate' });
  const active = card.statusCode === 'ACTIVE';
  const { balance } = card;
  return {
    card: {
      ...card,
      ...(card.primaryFlag === true ? { primaryFlag: false } : {}),
      ...(isJsonNumber(balance) ? { balance: exactNumber(0) } : {}),
      statusCode,
      deactivationDate: today,
      reasonCode: body.reasonCode ?? null,
      replacedByCardNumber: cardNumber,
    },
    successor: {
      cardNumber,
      statusCode: active ? 'ACTIVE' : 'INACTIVE',
      ...about,
      issueDate: today,
      ...(active ? { activationDate: today } : {}),
      ...(isJsonNumber(balance) ? { initialBalance: balance, balance } : {}),
      replacesCardNumber: String(card.cardNumber),
    },
    ids,
  };
}

function successorNumber(
  { replacementCardNumber }: JsonObject,
  context: CommitContext,
): { cardNumber: string; ids: readonly IdBlock[] } {
  if (typeof replacementCardNumber === 'string') return { cardNumber: replacementCardNumber, ids: [] };
  const block = context.newIds(1);
  return { cardNumber: newCardNumbers(block)[0] ?? '', ids: [block] };
}
