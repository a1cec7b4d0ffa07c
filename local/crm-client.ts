import type { JsonObject } from '../lambda/domain/json.ts';
import { type AnsweredChanges, answeredChanges } from './answer-changes.ts';
import { type ApiClient, expect200 } from './api-client.ts';

/** Whoever keeps customers, through the API. Each call throws LocalError unless it is answered with 200. */
export interface CrmClient {
  /** Makes the customer, or changes what is given of it. */
  putCustomer(customer: JsonObject): Promise<AnsweredChanges>;
  deleteCustomer(customerID: string): Promise<AnsweredChanges>;
  postTransaction(transaction: JsonObject): Promise<AnsweredChanges>;
  /** The customer as the API answers with it, digit for digit. */
  customer(customerID: string): Promise<string>;
}

/** A client with the token of one who may do all that. */
export function crmClient(api: ApiClient): CrmClient {
  const call = async (method: string, body: JsonObject): Promise<AnsweredChanges> => {
    const route = `/services/${method}`;
    return answeredChanges(expect200(await api.call('POST', route, body), `POST ${route}`));
  };
  return {
    putCustomer: (customer) => call('customer/addOrUpdateCustomer', customer),
    deleteCustomer: (customerID) => call('customer/deleteCustomer', { customerID }),
    postTransaction: (transaction) => call('poslog/postTransaction', transaction),
    async customer(customerID) {
      const route = `/customers/${customerID}`;
      const answer = await api.call('GET', route);
      expect200(answer, `GET ${route}`);
      return answer.text;
    },
  };
}
