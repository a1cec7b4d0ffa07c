import type { FieldError } from '../../domain/app-error.ts';
import { type JsonObject, objectsIn } from '../../domain/json.ts';
import { UPDATE_ASSOCIATE_ASSIGNMENT as OPERATION } from '../../model/customer-operations.ts';
import type { ServiceMethod } from '../service-method.ts';
import { prepareCustomerChange } from './change-customer.ts';
import { checkCustomer } from './check-customer.ts';
import { changedList, customerObjects, withList } from './customer-lists.ts';
import { withoutDeleted } from './without-deleted.ts';

/** Service Customer, method updateAssociateAssignment. */
export const UPDATE_ASSOCIATE_ASSIGNMENT: ServiceMethod = {
  ...OPERATION,
  prepare: async (preparation) =>
    prepareCustomerChange(preparation, (customer) => changed(customer, preparation.body)),
};

function changed(
  customer: JsonObject,
  request: JsonObject,
): { changed: JsonObject; errors: readonly FieldError[] } {
  const { kept, errors } = withoutDeleted(customerObjects(customer, 'associateAssignments'), {
    deleted: request.delete,
    entryOf: (associateId) => ({ associateId }),
    list: 'associateAssignment',
  });
  const given = objectsIn(request.associateAssignment);
  return {
    changed: changedList(customer, 'associateAssignments', given.reduce(assign, kept)),
    errors: [...errors, ...givenErrors(given)],
  };
}

function assign(assignments: readonly JsonObject[], given: JsonObject): readonly JsonObject[] {
  const others =
    given.assignmentTypeCode === 'PRIMARY'
      ? assignments.map((one) =>
          one.assignmentTypeCode === 'PRIMARY' ? { ...one, assignmentTypeCode: 'SECONDARY' } : one,
        )
      : assignments;
  const place = others.findIndex(({ associateId }) => associateId === given.associateId);
  return place < 0 ? [...others, given] : others.toSpliced(place, 1, given);
}

/** The rules of a customer's own list hold for what is given, too. */
function givenErrors(given: readonly JsonObject[]): readonly FieldError[] {
  const around = withList('associateAssignments', given);
  const within = '/associateAssignments';
  return checkCustomer(around, { named: ['associateAssignments'] }).map(({ pointer, detail }) => ({
    pointer: pointer.slice(within.length),
    detail: detail.replace(within, ''),
  }));
}
