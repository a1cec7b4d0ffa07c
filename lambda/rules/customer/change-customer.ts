import type { FieldError } from '../../domain/app-error.ts';
import type { CommitContext, CommitPlan, CommitReceipt } from '../../domain/commit.ts';
import type { JsonObject } from '../../domain/json.ts';
import { refuseIfAny } from '../refuse-if-any.ts';
import type { Preparation, PreparedCommand } from '../service-method.ts';
import { checkCustomer } from './check-customer.ts';
import { customerUpdates } from './customer-changes.ts';
import { planNames } from './customer-names.ts';
import { customerOwner, requiredCustomer } from './standing-customer.ts';
import { takenNameErrors } from './taken-names.ts';

/** What a command makes of a customer, and what is against the rules. */
export interface CustomerChange {
  /** The fields that change, each as a whole. */
  readonly changed: JsonObject;
  readonly errors?: readonly FieldError[];
  /** What the answer says besides. */
  readonly details?: JsonObject;
  readonly ids?: CommitPlan['ids'];
  /** Where the request has the card or key that somebody else may have. */
  readonly takenAt?: string;
}

/**
 * A command that changes the one customer that its body names under `customerID`, by a rule over what stands. When the rule changes
 * nothing, nothing is changed. Errors of the customer as it will be point at the whole body.
 */
export function prepareCustomerChange(
  { body }: Preparation,
  rule: (customer: JsonObject, context: CommitContext) => CustomerChange,
): PreparedCommand {
  const customerID = String(body.customerID);
  let details: JsonObject = {};
  return {
    owners: [customerOwner(customerID)],
    plan: async (context) => {
      const { reader, now } = context;
      const standing = await requiredCustomer(reader, { customerID, pointer: '/customerID' });
      const change = rule(standing.body, context);
      refuseIfAny(change.errors ?? []);
      const after = { ...standing.body, ...change.changed };
      refuseIfAny(
        checkCustomer(after, { named: Object.keys(change.changed) }).map(({ detail, pointer }) => ({
          pointer: '',
          detail: `the customer's ${pointer} ${detail}`,
        })),
      );
      const names = await planNames(reader, [{ customerID, before: standing.body, after }]);
      const pointer = change.takenAt ?? '';
      refuseIfAny(takenNameErrors(names.taken, { body: {} }).map(({ detail }) => ({ pointer, detail })));
      details = change.details ?? {};
      return {
        changes: customerUpdates(standing, { after, now }),
        names: names.changes,
        ...(change.ids && { ids: change.ids }),
      };
    },
    details: (_receipt: CommitReceipt) => details,
  };
}
