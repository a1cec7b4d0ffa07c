import type { CommitPlan } from '../../domain/commit.ts';
import type { JsonObject } from '../../domain/json.ts';
import { utcDay } from '../../domain/timestamp.ts';
import { RESET_CARD_EXPIRATION_DATE as OPERATION } from '../../model/card-operations.ts';
import { customerUpdates } from '../customer/customer-changes.ts';
import { cardsOf, withList } from '../customer/customer-lists.ts';
import { customerOwner } from '../customer/standing-customer.ts';
import { refused } from '../refused.ts';
import type { ServiceMethod } from '../service-method.ts';
import { cardHolder, heldCard } from '../svc-transaction/held-card.ts';

/** States that a card never leaves: its date says nothing any more. */
const ENDED: readonly JsonObject[string][] = ['REPLACED', 'CLOSED'];

/** Service Card, method resetCardExpirationDate. */
export const RESET_CARD_EXPIRATION_DATE: ServiceMethod = {
  ...OPERATION,
  prepare: async ({ body, reader }) => {
    const holder = await cardHolder(reader, body);
    return {
      owners: [customerOwner(holder)],
      plan: async ({ reader, now }): Promise<CommitPlan> => {
        const { customer, card } = await heldCard(reader, { body, holder });
        const reset = resetCard(card, { expirationDate: String(body.expirationDate), today: utcDay(now) });
        const cards = cardsOf(customer.body).map((one) => (one === card ? reset : one));
        const after = { ...customer.body, ...withList('customerCards', cards) };
        return { changes: customerUpdates(customer, { after, now }) };
      },
      details: () => ({ customerID: holder }),
    };
  },
};

function resetCard(
  card: JsonObject,
  { expirationDate, today }: { expirationDate: string; today: string },
): JsonObject {
  const { statusCode, issueDate } = card;
  if (ENDED.includes(statusCode ?? null))
    throw refused('/cardNumber', `the card is ${String(statusCode)}; that is for good`);
  if (typeof issueDate === 'string' && expirationDate < issueDate)
    throw refused('/expirationDate', `is before the day of issue, ${issueDate}`);
  const comesBack = statusCode === 'EXPIRED' && expirationDate >= today;
  return { ...card, expirationDate, ...(comesBack && { statusCode: 'ACTIVE' }) };
}
