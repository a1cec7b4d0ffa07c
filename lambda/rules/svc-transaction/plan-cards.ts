import type { CommitContext, CommitPlan, IdBlock } from '../../domain/commit.ts';
import type { JsonObject } from '../../domain/json.ts';
import { withList } from '../customer/customer-lists.ts';
import { planNames } from '../customer/customer-names.ts';
import { customerUpdate, type StandingCustomer } from '../customer/standing-customer.ts';
import { refused } from '../refused.ts';
import { Moved } from '../service-method.ts';

/** What becomes of a customer's cards. */
export interface CardsChange {
  readonly customer: StandingCustomer;
  /** All the cards that the customer will have. */
  readonly cards: readonly JsonObject[];
  /** The ids that numbers of new cards were made of. */
  readonly ids?: readonly IdBlock[];
  /** Where the request gives the number of a new card. Undefined: numbers were made here, and others can be. */
  readonly pointer?: string | undefined;
}

/**
 * The commit by which a customer gets the cards. When another customer has one of them, throws AppError RULE_VIOLATED, or `Moved`
 * if its number was made here.
 */
export async function planCards(context: CommitContext, change: CardsChange): Promise<CommitPlan> {
  const { customer, cards, ids = [], pointer } = change;
  const changed = withList('customerCards', cards);
  const { changes: names, taken } = await planNames(context.reader, [
    { customerID: customer.id, before: customer.body, after: { ...customer.body, ...changed } },
  ]);
  const [other] = taken;
  if (other !== undefined && pointer === undefined) throw new Moved();
  if (other !== undefined && pointer !== undefined)
    throw refused(
      pointer,
      `there is a card ${JSON.stringify(other.name.name)} already; give it another number`,
    );
  return { changes: [customerUpdate(customer, { changed, now: context.now })], names, ids };
}
