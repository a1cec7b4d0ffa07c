import type { FieldError } from '../../domain/app-error.ts';
import { type JsonObject, type JsonValue, objectsIn } from '../../domain/json.ts';
import { ADD_OR_DELETE_CUSTOMER_FRANCHISEES as OPERATION } from '../../model/customer-operations.ts';
import type { ServiceMethod } from '../service-method.ts';
import { prepareCustomerChange } from './change-customer.ts';
import { changedList, customerObjects } from './customer-lists.ts';
import { identityOf } from './list-identities.ts';
import { withoutDeleted } from './without-deleted.ts';

/** Service Customer, method addOrDeleteCustomerFranchisees. */
export const ADD_OR_DELETE_CUSTOMER_FRANCHISEES: ServiceMethod = {
  ...OPERATION,
  prepare: async (preparation) =>
    prepareCustomerChange(preparation, (customer) => changed(customer, preparation.body)),
};

function changed(
  customer: JsonObject,
  request: JsonObject,
): { changed: JsonObject; errors: readonly FieldError[] } {
  const { kept, errors } = withoutDeleted(customerObjects(customer, 'franchisees'), {
    deleted: request.delete,
    entryOf: (franchiseeId) => ({ franchiseeId }),
    list: 'franchisee',
  });
  const added = objectsIn(request.add);
  return {
    changed: changedList(customer, 'franchisees', added.reduce(addFranchisee, kept)),
    errors: [...errors, ...repeated(added)],
  };
}

function addFranchisee(franchisees: readonly JsonObject[], added: JsonObject): readonly JsonObject[] {
  const place = franchisees.findIndex((one) => identity(one) === identity(added));
  if (place < 0) return [...franchisees, { franchiseeName: null, ...added }];
  // The id stays as it is written.
  const { franchiseeId: _id, ...given } = added;
  return franchisees.toSpliced(place, 1, { ...franchisees[place], ...given });
}

function repeated(added: readonly JsonObject[]): readonly FieldError[] {
  const identities = added.map(identity);
  return identities.flatMap((one, place) =>
    identities.indexOf(one) === place
      ? []
      : [{ pointer: `/add/${place}`, detail: `is the same franchisee as /add/${identities.indexOf(one)}` }],
  );
}

function identity(franchisee: JsonValue): string {
  return identityOf('franchisee', franchisee);
}
