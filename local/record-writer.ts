import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DynamoDbRecordStore } from '../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import type { CommitContext, CommitPlan } from '../lambda/domain/commit.ts';
import { type JsonObject, stringifyJson } from '../lambda/domain/json.ts';
import { type RecordKey, textField } from '../lambda/domain/record.ts';
import { eventTimestamp } from '../lambda/domain/timestamp.ts';
import { ACCOUNT } from '../lambda/model/account.ts';
import { CUSTOMER } from '../lambda/model/customer.ts';
import { toFields } from '../lambda/model/fields.ts';
import { TRANSACTION } from '../lambda/model/transaction.ts';
import type { Outputs } from './outputs.ts';
import { stackOutput } from './stack-output.ts';

/** Writes customers, transactions and accounts straight into the record store, past every API. */
export interface RecordWriter {
  /** Makes a customer, or replaces it, by its `customerID`. */
  putCustomer(customer: JsonObject): Promise<void>;
  deleteCustomer(customerId: string): Promise<void>;
  /** Stores a transaction with its customer, by its `retailTransactionId`. */
  postTransaction(transaction: JsonObject): Promise<void>;
  /** Makes an account, or replaces it, by its `account_no`: plain values under their names. */
  putAccount(account: JsonObject): Promise<void>;
  close(): void;
}

const TYPES = { Customer: CUSTOMER, Transaction: TRANSACTION, Account: ACCOUNT } as const;
const WITHIN_MS = 20_000;

/** A writer for the deployed tables. Each of its writes is one commit of the record store. */
export async function recordWriter(outputs: Outputs): Promise<RecordWriter> {
  const { endpoint, region, credentials } = outputs;
  const ledger = await stackOutput(outputs, { stack: 'millrace-local-records', key: 'LedgerTable' });
  const client = new DynamoDBClient({
    ...{ endpoint, region, credentials },
    requestHandler: new NodeHttpHandler(),
  });
  const store = new DynamoDbRecordStore({ client, tables: { records: outputs.recordsTable, ledger } });
  const commit = async (key: RecordKey, plan: (context: CommitContext) => Promise<CommitPlan>) => {
    const deadline = Date.now() + WITHIN_MS;
    await store.commit({ owners: [key.owner], deadline }, { plan, answer: () => ({}) });
  };
  const put = (key: RecordKey & { readonly type: keyof typeof TYPES }, body: JsonObject) =>
    commit(key, (context) => planPut(context, { key, body: toFields(TYPES[key.type], body) }));
  return {
    putCustomer: (customer) => {
      const id = String(customer.customerID);
      return put({ ...customerKey(id), type: 'Customer' }, customer);
    },
    deleteCustomer: (id) =>
      commit(customerKey(id), async () => ({ changes: [{ action: 'delete', key: customerKey(id) }] })),
    postTransaction: (transaction) => {
      const { owner } = customerKey(String(transaction.customerId));
      return put({ owner, type: 'Transaction', id: String(transaction.retailTransactionId) }, transaction);
    },
    putAccount: (account) => {
      const id = stringifyJson(account.account_no ?? null);
      return put({ owner: `Account#${id}`, type: 'Account', id }, account);
    },
    close: () => client.destroy(),
  };
}

/** A customer owns itself. */
function customerKey(id: string): RecordKey {
  return { owner: `Customer#${id}`, type: 'Customer', id };
}

async function planPut(
  { reader, now }: CommitContext,
  { key, body }: { readonly key: RecordKey; readonly body: JsonObject },
): Promise<CommitPlan> {
  const [record] = await reader.records([key]);
  const timestamp = eventTimestamp(now);
  const fields = {
    ...body,
    id: key.id,
    'Object Type': key.type,
    Created: (record && textField(record.fields, 'Created')) ?? timestamp,
    Modified: timestamp,
  };
  return { changes: [{ action: record === undefined ? 'insert' : 'replace', key, fields }] };
}
