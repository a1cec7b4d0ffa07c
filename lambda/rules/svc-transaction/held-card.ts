import type { CommitReader } from '../../domain/commit.ts';
import type { JsonObject } from '../../domain/json.ts';
import { cardsOf } from '../customer/customer-lists.ts';
import { cardName } from '../customer/customer-names.ts';
import { type StandingCustomer, standingCustomer } from '../customer/standing-customer.ts';
import { refused } from '../refused.ts';
import { Moved } from '../service-method.ts';

/** A card, and the customer who has it. */
export interface HeldCard {
  readonly customer: StandingCustomer;
  readonly card: JsonObject;
}

/** Which customer has the card of a request. Throws AppError RULE_VIOLATED when nobody has, or another one than the request says. */
export async function cardHolder(
  reader: Pick<CommitReader, 'names'>,
  { cardNumber, customerID }: JsonObject,
): Promise<string> {
  const [name] = await reader.names([cardName(String(cardNumber))]);
  const holder = name?.value.customerID;
  if (typeof holder !== 'string')
    throw refused('/cardNumber', `there is no card ${JSON.stringify(cardNumber)}`);
  if (typeof customerID === 'string' && customerID !== holder)
    throw refused('/customerID', strange(cardNumber));
  return holder;
}

/** A card of the customer who was found to have it. Throws `Moved` when another one has it by now. */
export async function heldCard(
  reader: Pick<CommitReader, 'names' | 'records'>,
  { body, holder }: { body: JsonObject; holder: string },
): Promise<HeldCard> {
  const customer = await standingCustomer(reader, holder);
  const card = customer && cardsOf(customer.body).find(({ cardNumber }) => cardNumber === body.cardNumber);
  if (customer !== undefined && card !== undefined) return { customer, card };
  if ((await cardHolder(reader, body)) !== holder) throw new Moved();
  throw refused('/cardNumber', `card ${JSON.stringify(body.cardNumber)} is on no customer any more`);
}

function strange(cardNumber: JsonObject[string] | undefined): string {
  return `card ${JSON.stringify(cardNumber)} is no card of this customer; leave the customer out or name the right one`;
}
