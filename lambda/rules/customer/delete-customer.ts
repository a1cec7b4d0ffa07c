import { DELETE_CUSTOMER as OPERATION } from '../../model/customer-operations.ts';
import type { ServiceMethod } from '../service-method.ts';
import { planNames } from './customer-names.ts';
import { customerKey, customerOwner, requiredCustomer } from './standing-customer.ts';

/** Service Customer, method deleteCustomer. */
export const DELETE_CUSTOMER: ServiceMethod = {
  ...OPERATION,
  prepare: async ({ body }) => {
    const customerID = String(body.customerID);
    return {
      owners: [customerOwner(customerID)],
      plan: async ({ reader }) => {
        const standing = await requiredCustomer(reader, { customerID, pointer: '/customerID' });
        const names = await planNames(reader, [{ customerID, before: standing.body, after: undefined }]);
        return { changes: [{ action: 'delete', key: customerKey(customerID) }], names: names.changes };
      },
      details: () => ({ customerID }),
    };
  },
};
