import type { CommitContext, CommitPlan, CommitReader } from '../../domain/commit.ts';
import { type JsonObject, objectsIn } from '../../domain/json.ts';
import { ADD_OR_UPDATE_CUSTOMER as OPERATION } from '../../model/customer-operations.ts';
import { refuseIfAny } from '../refuse-if-any.ts';
import { refused } from '../refused.ts';
import { Moved, type Preparation, type PreparedCommand, type ServiceMethod } from '../service-method.ts';
import { checkCustomer } from './check-customer.ts';
import { customerInsert, customerUpdates } from './customer-changes.ts';
import { ALTERNATE_KEY_NAMES, alternateKeyName, planNames } from './customer-names.ts';
import { mergeJson } from './merge-json.ts';
import { customerOwner, standingCustomer } from './standing-customer.ts';
import { takenNameErrors } from './taken-names.ts';

/** Service Customer, method addOrUpdateCustomer. */
export const ADD_OR_UPDATE_CUSTOMER: ServiceMethod = {
  ...OPERATION,
  prepare: (preparation) => prepare(preparation, { mayUpdate: true }),
};

/** The batch import's Customer (Action=Add), which is no method of a service: refuses a customer that is there. */
export const ADD_CUSTOMER: Pick<ServiceMethod, 'prepare'> = {
  prepare: (preparation) => prepare(preparation, { mayUpdate: false }),
};

interface Put {
  readonly customerID: string;
  readonly body: JsonObject;
  readonly mayUpdate: boolean;
  /** Whether the body says which customer; else it was found by its alternate keys, or is new. */
  readonly isNamed: boolean;
  readonly isNew: boolean;
}

async function prepare(
  { body, reader, newId }: Preparation,
  { mayUpdate }: { mayUpdate: boolean },
): Promise<PreparedCommand> {
  const isNamed = typeof body.customerID === 'string';
  const found = isNamed ? undefined : await bearerOf(body, reader);
  const customerID = isNamed ? String(body.customerID) : (found ?? newId());
  const isNew = !isNamed && found === undefined;
  return {
    owners: [customerOwner(customerID)],
    plan: (context) => plan({ customerID, body, mayUpdate, isNamed, isNew }, context),
    details: () => ({ customerID }),
  };
}

/** Who has the alternate keys of the body. Throws AppError RULE_VIOLATED when they are of several customers. */
async function bearerOf({ alternateKey }: JsonObject, reader: CommitReader): Promise<string | undefined> {
  const keys = objectsIn(alternateKey);
  const things = keys.length === 0 ? [] : await reader.names(keys.map(alternateKeyName));
  const bearers = new Set(
    things.flatMap((thing) => (thing === undefined ? [] : String(thing.value.customerID))),
  );
  const [bearer] = bearers;
  if (bearers.size < 2) return bearer;
  const detail = 'are keys of several customers; name the one that is meant by customerID';
  throw refused('/alternateKey', detail);
}

async function plan(put: Put, context: CommitContext): Promise<CommitPlan> {
  const { customerID, body, mayUpdate } = put;
  const { reader, now } = context;
  if (!put.isNamed && (await bearerOf(body, reader)) !== (put.isNew ? undefined : customerID))
    throw new Moved();
  const standing = await standingCustomer(reader, customerID);
  if (put.isNew && standing !== undefined) throw new Moved();
  if (standing !== undefined && !mayUpdate) {
    const detail = `customer ${JSON.stringify(customerID)} is there already; send Action AddOrUpdate to change it`;
    throw refused(put.isNamed ? '/customerID' : '/alternateKey', detail);
  }
  const change = { ...body, customerID };
  const after = standing === undefined ? change : mergeJson(standing.body, change);
  refuseIfAny(checkCustomer(after, { named: Object.keys(body) }));
  const names = await planNames(reader, [{ customerID, before: standing?.body, after }]);
  // Someone has taken a key since it was looked up: that is the customer who is meant.
  if (!put.isNamed && names.taken.some(({ name }) => name.kind === ALTERNATE_KEY_NAMES)) throw new Moved();
  refuseIfAny(takenNameErrors(names.taken, { body }));
  const changes =
    standing === undefined ? [customerInsert(after, { now })] : customerUpdates(standing, { after, now });
  return { changes, names: names.changes };
}
