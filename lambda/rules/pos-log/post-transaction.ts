import type { CommitContext, CommitPlan, Name } from '../../domain/commit.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Change, RecordKey } from '../../domain/record.ts';
import { eventTimestamp, utcDay } from '../../domain/timestamp.ts';
import { exactJson } from '../../model/exact-json.ts';
import { toFields } from '../../model/fields.ts';
import { POST_TRANSACTION } from '../../model/pos-log-operations.ts';
import { TRANSACTION } from '../../model/transaction.ts';
import { addActivity } from '../customer/activity-summary.ts';
import {
  customerKey,
  customerOf,
  customerOwner,
  customerUpdate,
  noCustomer,
  type StandingCustomer,
} from '../customer/standing-customer.ts';
import { refused } from '../refused.ts';
import type { ServiceMethod } from '../service-method.ts';
import { activityOf, businessDay, lacksRate } from './transaction-activity.ts';

/**
 * Stores a retail transaction under its customer's owner and adds it to the summaries, in one commit. Its id is a name that is taken
 * once, so that the same transaction is found again whoever its customer was.
 */
export const postTransaction: ServiceMethod = {
  ...POST_TRANSACTION,
  async prepare({ body }) {
    const customerID = textOf(body.customerId);
    const id = textOf(body.retailTransactionId) ?? '';
    const owner = customerID === undefined ? `${TRANSACTION.type}#${id}` : customerOwner(customerID);
    const key: RecordKey = { owner, type: TRANSACTION.type, id };
    return {
      owners: [owner],
      plan: (context) => planTransaction(context, { key, body, customerID }),
      details: () => ({ retailTransactionId: id, ...(customerID !== undefined && { customerID }) }),
    };
  },
};

/** The name that a retail transaction takes, by which it is found whoever owns it. */
export function transactionName(id: string): Name {
  return { kind: TRANSACTION.type, name: id };
}

interface Posted {
  readonly key: RecordKey;
  readonly body: JsonObject;
  readonly customerID: string | undefined;
}

async function planTransaction(context: CommitContext, posted: Posted): Promise<CommitPlan> {
  const { key, body, customerID } = posted;
  const { reader } = context;
  const name = transactionName(key.id);
  const [[taken], [own, customer]] = await Promise.all([
    reader.names([name]),
    reader.records([key, ...(customerID === undefined ? [] : [customerKey(customerID)])]),
  ]);
  const fields = toFields(TRANSACTION, body);
  if (taken !== undefined || own !== undefined) {
    const isOwn = taken === undefined || taken.owner === key.owner;
    const [standing] = isOwn ? [own] : await reader.records([{ ...key, owner: taken.owner }]);
    const isSame = standing && exactJson(TRANSACTION, standing.fields) === exactJson(TRANSACTION, fields);
    if (isSame) return { changes: [] };
    throw refused('/retailTransactionId', otherContent(key.id));
  }
  const timestamp = eventTimestamp(context.now);
  const record = {
    ...fields,
    id: key.id,
    'Object Type': TRANSACTION.type,
    Created: timestamp,
    Modified: timestamp,
  };
  return {
    changes: [
      { action: 'insert', key, fields: record },
      ...customerChanges(customer && customerOf(customer), { posted, now: context.now }),
    ],
    names: [{ action: 'claim', ...name, owner: key.owner, value: {} }],
  };
}

function customerChanges(
  customer: StandingCustomer | undefined,
  { posted: { body, customerID }, now }: { posted: Posted; now: number },
): readonly Change[] {
  if (customerID === undefined) return [];
  if (customer === undefined) throw noCustomer({ customerID, pointer: '/customerId' });
  const activity = activityOf(body);
  if (activity === undefined) return [];
  if (lacksRate(body))
    throw refused('/currencyExchangeRate', 'is needed where currencyTypeCode is not orgCurrencyTypeCode');
  const day = businessDay(body) ?? utcDay(now);
  return [customerUpdate(customer, { ...addActivity(customer, { activity, day }), now })];
}

function otherContent(id: string): string {
  return `transaction ${JSON.stringify(id)} has been posted before, with other content; post it under another id`;
}

function textOf(value: JsonObject[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
