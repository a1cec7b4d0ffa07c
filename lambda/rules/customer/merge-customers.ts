import type { FieldError } from '../../domain/app-error.ts';
import type { CommitContext, CommitPlan } from '../../domain/commit.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../../domain/json.ts';
import { RECORD_ATTRIBUTES, textField } from '../../domain/record.ts';
import { MERGE_CUSTOMERS as OPERATION } from '../../model/customer-operations.ts';
import { DECIMAL_TEXT } from '../../model/field-shapes.ts';
import { validate } from '../../model/validate.ts';
import { refuseIfAny } from '../refuse-if-any.ts';
import { Moved, type ServiceMethod } from '../service-method.ts';
import { checkCustomer } from './check-customer.ts';
import { customerInsert } from './customer-changes.ts';
import { planNames } from './customer-names.ts';
import { withDistinctNotes } from './distinct-notes.ts';
import { mergeJson } from './merge-json.ts';
import { entityKinds, mergedCustomer } from './merged-customer.ts';
import { customerKey, customerOwner, type StandingCustomer, standingCustomers } from './standing-customer.ts';
import { takenNameErrors } from './taken-names.ts';

/** Service Customer, method mergeCustomers. */
export const MERGE_CUSTOMERS: ServiceMethod = {
  ...OPERATION,
  prepare: async ({ body, newId }) => {
    const merged = isJsonArray(body.customerIDs) ? body.customerIDs.map(String) : [];
    const isNamed = typeof body.customerID === 'string';
    const customerID = isNamed ? String(body.customerID) : newId();
    const change = isJsonObject(body.customer) ? body.customer : {};
    refuseIfAny(idErrors(merged, isNamed ? customerID : undefined));
    return {
      owners: [...merged, customerID].map(customerOwner),
      plan: (context) => plan({ merged, customerID, isNamed, change }, context),
      details: () => ({ customerID }),
    };
  },
};

interface Merge {
  readonly merged: readonly string[];
  readonly customerID: string;
  /** Whether the request says what the new customer's id is. */
  readonly isNamed: boolean;
  readonly change: JsonObject;
}

function idErrors(merged: readonly string[], customerID: string | undefined): readonly FieldError[] {
  const repeated = merged.flatMap((id, place) =>
    merged.indexOf(id) === place
      ? []
      : [{ pointer: `/customerIDs/${place}`, detail: `is the same as /customerIDs/${merged.indexOf(id)}` }],
  );
  if (customerID === undefined || !merged.includes(customerID)) return repeated;
  const detail = 'is one of the customers that are merged; the new one has an id of its own';
  return [...repeated, { pointer: '/customerID', detail }];
}

async function plan(merge: Merge, { reader, now, newIds }: CommitContext): Promise<CommitPlan> {
  const { merged, customerID, isNamed, change } = merge;
  const [taken, ...found] = await standingCustomers(reader, [customerID, ...merged]);
  if (taken !== undefined && !isNamed) throw new Moved();
  refuseIfAny([
    ...merged.flatMap((id, place) => (found[place] === undefined ? [missing(id, place)] : [])),
    ...(taken === undefined
      ? []
      : [{ pointer: '/customerID', detail: `customer ${JSON.stringify(customerID)} is there already` }]),
  ]);
  const standing = found.flatMap((customer) => customer ?? []);
  refuseIfAny(kindErrors(standing));
  const { bodies, ids } = withDistinctNotes(
    standing.map(({ body }) => body),
    newIds,
  );
  const years = standing.map(summaryYearOf);
  const united = mergedCustomer(bodies.map((body, place) => ({ body, summaryYear: years[place] })));
  const after = { ...mergeJson(united.body, change), customerID };
  refuseIfAny([
    ...checkCustomer(after, { named: Object.keys(change), pointer: '/customer' }),
    ...sumErrors(after),
  ]);
  const names = await planNames(reader, [
    ...standing.map(({ id, body }) => ({ customerID: id, before: body, after: undefined })),
    { customerID, before: undefined, after },
  ]);
  refuseIfAny(takenNameErrors(names.taken, { body: change, pointer: '/customer' }));
  const house =
    united.summaryYear === undefined ? {} : { [RECORD_ATTRIBUTES.summaryYear]: united.summaryYear };
  return {
    changes: [
      ...standing.map(({ id }) => ({ action: 'delete' as const, key: customerKey(id) })),
      customerInsert(after, { now, house }),
    ],
    names: names.changes,
    ids,
  };
}

/** As postTransaction has it: without a year of its own, the summary is about that of the last purchase. */
function summaryYearOf({ body, record }: StandingCustomer): string | undefined {
  const lastPurchase = textField(body, 'lastPurchaseDate');
  return textField(record.fields, RECORD_ATTRIBUTES.summaryYear) ?? lastPurchase?.slice(0, 'yyyy'.length);
}

function missing(id: string, place: number): FieldError {
  return { pointer: `/customerIDs/${place}`, detail: `there is no customer ${JSON.stringify(id)}` };
}

function kindErrors(standing: readonly StandingCustomer[]): readonly FieldError[] {
  const [first] = entityKinds(standing.map(({ body }) => body));
  return standing.flatMap(({ body }, place) => {
    const [kind = first] = entityKinds([body]);
    if (kind === first) return [];
    const detail = `is an ${kind}, and one before it an ${first}; only customers of one kind are merged`;
    return [{ pointer: `/customerIDs/${place}`, detail }];
  });
}

/** Sums that have more digits than are kept. */
function sumErrors({ entityInformation: entity }: JsonObject): readonly FieldError[] {
  const kinds = isJsonObject(entity) ? Object.values(entity).filter(isJsonObject) : [];
  return kinds.flatMap((kind) =>
    [kind.lifetimeActivitySummary, kind.yearToDateActivitySummary]
      .flatMap((summary) => (isJsonObject(summary) ? Object.entries(summary) : []))
      .filter(([, figure]) => figure !== null && validate(DECIMAL_TEXT, figure).length > 0)
      .map(([figure]) => ({
        pointer: '/customerIDs',
        detail: `have ${figure} that comes to more than 18 digits`,
      })),
  );
}
