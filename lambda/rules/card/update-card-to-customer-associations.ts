import type { FieldError } from '../../domain/app-error.ts';
import type { CommitContext, CommitPlan, CommitReader } from '../../domain/commit.ts';
import { type JsonObject, objectsIn } from '../../domain/json.ts';
import { UPDATE_CARD_TO_CUSTOMER_ASSOCIATIONS as OPERATION } from '../../model/card-operations.ts';
import { notPrimary } from '../customer/associate-card-to-customer.ts';
import { customerUpdates } from '../customer/customer-changes.ts';
import { cardsOf, withList } from '../customer/customer-lists.ts';
import { cardName, planNames } from '../customer/customer-names.ts';
import { customerOwner, type StandingCustomer, standingCustomers } from '../customer/standing-customer.ts';
import { refuseIfAny } from '../refuse-if-any.ts';
import { Moved, type ServiceMethod } from '../service-method.ts';

/** Service Card, method updateCardToCustomerAssociations. */
export const UPDATE_CARD_TO_CUSTOMER_ASSOCIATIONS: ServiceMethod = {
  ...OPERATION,
  prepare: async ({ body, reader }) => {
    const associations = objectsIn(body.associations);
    refuseIfAny([...repeatedCards(associations), ...repeatedPrimaries(associations)]);
    const holders = await cardHolders(reader, associations);
    const customers = [...new Set([...holders, ...associations.map(({ customerID }) => String(customerID))])];
    return {
      owners: customers.map(customerOwner),
      plan: (context) => plan({ associations, customers }, context),
    };
  },
};

/** The cards of each customer of a command, while it is worked out. */
type Hands = Map<string, readonly JsonObject[]>;

function repeatedCards(associations: readonly JsonObject[]): readonly FieldError[] {
  const numbers = associations.map(({ cardNumber }) => cardNumber);
  return numbers.flatMap((number, place) =>
    numbers.indexOf(number) === place
      ? []
      : [
          {
            pointer: pointer(place, 'cardNumber'),
            detail: `is the same as ${pointer(numbers.indexOf(number), 'cardNumber')}`,
          },
        ],
  );
}

/** A customer has one primary card. */
function repeatedPrimaries(associations: readonly JsonObject[]): readonly FieldError[] {
  const primaries = associations.map(({ customerID, primaryFlag }) => primaryFlag === true && customerID);
  return primaries.flatMap((customer, place) => {
    const first = primaries.indexOf(customer);
    if (customer === false || first === place) return [];
    const detail = `is the primary card of the customer, and so is ${pointer(first, 'primaryFlag')}; there is only one`;
    return [{ pointer: pointer(place, 'primaryFlag'), detail }];
  });
}

/** Who has the cards, in their order. Throws AppError RULE_VIOLATED for those that nobody has. */
async function cardHolders(
  reader: Pick<CommitReader, 'names'>,
  associations: readonly JsonObject[],
): Promise<readonly string[]> {
  const names = await reader.names(associations.map(({ cardNumber }) => cardName(String(cardNumber))));
  const holders = names.map((name) => name?.value.customerID);
  refuseIfAny(
    holders.flatMap((holder, place) => (typeof holder === 'string' ? [] : [noCard(associations, place)])),
  );
  return holders.map(String);
}

function noCard(associations: readonly JsonObject[], place: number): FieldError {
  const detail = `there is no card ${JSON.stringify(associations[place]?.cardNumber)}`;
  return { pointer: pointer(place, 'cardNumber'), detail };
}

async function plan(
  { associations, customers }: { associations: readonly JsonObject[]; customers: readonly string[] },
  { reader, now }: CommitContext,
): Promise<CommitPlan> {
  const holders = await cardHolders(reader, associations);
  if (holders.some((holder) => !customers.includes(holder))) throw new Moved();
  const found = await standingCustomers(reader, customers);
  const standing = found.flatMap((customer) => customer ?? []);
  const hands: Hands = new Map(standing.map(({ id, body }) => [id, cardsOf(body)]));
  refuseIfAny(
    associations.flatMap((association, place) =>
      associate(hands, { association, place, holder: holders[place] ?? '' }),
    ),
  );
  const transitions = standing.map((customer) => ({ customer, after: handed(customer, hands) }));
  const names = await planNames(
    reader,
    transitions.map(({ customer, after }) => ({ customerID: customer.id, before: customer.body, after })),
  );
  return {
    changes: transitions.flatMap(({ customer, after }) => customerUpdates(customer, { after, now })),
    names: names.changes,
  };
}

function handed(customer: StandingCustomer, hands: Hands): JsonObject {
  const cards = hands.get(customer.id);
  const before = cardsOf(customer.body);
  const same =
    cards === undefined ||
    (cards.length === before.length && cards.every((card, place) => card === before[place]));
  return same ? customer.body : { ...customer.body, ...withList('customerCards', cards) };
}

/** Puts one card into the hands of its customer; what is wrong instead, if anything is. */
function associate(
  hands: Hands,
  { association, place, holder }: { association: JsonObject; place: number; holder: string },
): readonly FieldError[] {
  const { cardNumber, customerID, ...given } = association;
  const target = String(customerID);
  const card = hands.get(holder)?.find((one) => one.cardNumber === cardNumber);
  if (card === undefined)
    return [noCard([association], 0)].map((error) => ({ ...error, pointer: pointer(place, 'cardNumber') }));
  if (!hands.has(target))
    return [
      { pointer: pointer(place, 'customerID'), detail: `there is no customer ${JSON.stringify(target)}` },
    ];
  const moved = holder !== target;
  const associated = { ...(moved ? notPrimary(card) : card), ...given };
  const others = (customer: string) => (hands.get(customer) ?? []).filter((one) => one !== card);
  if (moved) {
    hands.set(holder, others(holder));
    hands.set(target, [...others(target), associated]);
  } else {
    hands.set(
      target,
      (hands.get(target) ?? []).map((one) => (one === card ? associated : one)),
    );
  }
  if (given.primaryFlag === true)
    hands.set(
      target,
      (hands.get(target) ?? []).map((one) => (one === associated ? one : notPrimary(one))),
    );
  return [];
}

function pointer(place: number, member: 'cardNumber' | 'customerID' | 'primaryFlag'): string {
  return `/associations/${place}/${member}`;
}
