import type { CommitReader, Name, NameChange } from '../../domain/commit.ts';
import { type JsonObject, objectsIn } from '../../domain/json.ts';
import { cardsOf } from './customer-lists.ts';

/** The name under which a card is found: what it stands for is `{customerID}`. */
export function cardName(cardNumber: string): Name {
  return { kind: 'Instrument', name: cardNumber };
}

/** The kind of the names that alternate keys are. */
export const ALTERNATE_KEY_NAMES = 'Customer Alternate Key';

/** The name of a customer's alternate key: what it stands for is `{customerID}`. */
export function alternateKeyName({ typeCode, alternateID }: JsonObject): Name {
  return { kind: ALTERNATE_KEY_NAMES, name: JSON.stringify([typeCode ?? null, alternateID ?? null]) };
}

/** A customer in a commit: as it stands and as it will be; undefined where there is none. */
export interface CustomerTransition {
  readonly customerID: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/** A name that a customer shall bear, and that another one bears who has no part in the commit. */
export interface TakenName {
  readonly name: Name;
  /** The one who shall not have it. */
  readonly customerID: string;
  readonly bearer: string;
}

/**
 * What becomes of the names of cards and alternate keys when customers change: those that go from one to another of them are moved.
 * A name never changes its bearer but in a commit of that bearer, so that the bearer's tick guards it.
 */
export async function planNames(
  reader: Pick<CommitReader, 'names'>,
  transitions: readonly CustomerTransition[],
): Promise<{ readonly changes: readonly NameChange[]; readonly taken: readonly TakenName[] }> {
  const before = namesOf(transitions.map(({ customerID, before }) => ({ customerID, body: before })));
  const after = namesOf(transitions.map(({ customerID, after }) => ({ customerID, body: after })));
  const texts = [...new Set([...before.keys(), ...after.keys()])].filter(
    (text) => before.get(text)?.customerID !== after.get(text)?.customerID,
  );
  const names = texts.flatMap((text) => (after.get(text) ?? before.get(text))?.name ?? []);
  const bearers = names.length === 0 ? [] : await reader.names(names);
  const ours = new Set(transitions.map(({ customerID }) => customerID));
  const changes: NameChange[] = [];
  const taken: TakenName[] = [];
  for (const [place, name] of names.entries()) {
    const bearer = bearers[place]?.value.customerID;
    const customerID = after.get(nameText(name))?.customerID;
    if (typeof bearer === 'string' && !ours.has(bearer)) {
      if (customerID !== undefined) taken.push({ name, customerID, bearer });
    } else if (customerID === undefined) {
      if (bearers[place] !== undefined) changes.push({ action: 'release', ...name });
    } else if (bearer !== customerID) {
      const action = bearers[place] === undefined ? 'claim' : 'set';
      changes.push({ action, ...name, owner: ownerOf(name), value: { customerID } });
    }
  }
  return { changes, taken };
}

/** The owner of a name is the thing itself and not its customer, so that it can be moved to another one. */
function ownerOf({ kind, name }: Name): string {
  return `${kind}#${name}`;
}

function namesOf(
  customers: readonly { readonly customerID: string; readonly body: JsonObject | undefined }[],
): ReadonlyMap<string, { readonly name: Name; readonly customerID: string }> {
  return new Map(
    customers.flatMap(({ customerID, body }) =>
      (body === undefined ? [] : bornNames(body)).map((name) => [nameText(name), { name, customerID }]),
    ),
  );
}

function bornNames(body: JsonObject): readonly Name[] {
  const keys = objectsIn(body.alternateKey);
  return [
    ...cardsOf(body).flatMap(({ cardNumber }) =>
      typeof cardNumber === 'string' ? cardName(cardNumber) : [],
    ),
    ...keys.map(alternateKeyName),
  ];
}

function nameText({ kind, name }: Name): string {
  return `${kind}#${name}`;
}
