import { ACCOUNT } from './account.ts';
import { ACCOUNT_LIFECYCLE, PLAN_INSTANCE_LIFECYCLE } from './account-lifecycle.ts';
import { ACCOUNT_TRANSACTION } from './account-transaction.ts';
import { CONTACT } from './contact.ts';
import { DECIMAL, ID } from './field-shapes.ts';
import type { ObjectType } from './object-type.ts';
import { PLAN_INSTANCE } from './plan-instance.ts';
import type { Shape } from './shape.ts';

/** What is computed, or follows from other commands, and so has no place in a request. */
const ACCOUNT_COMPUTED = [
  'account_no',
  'balance',
  'status_tstamp',
  'created_tstamp',
  'updated_tstamp',
  'is_anonymized',
];
/** What makes up an account's `ref`, or what its amounts are counted in: given once. */
const ACCOUNT_FIXED = ['userid', 'client_account_id', 'currency', 'status', 'created_receipt_id'];
const CONTACT_COMPUTED = ['contact_no', 'account', 'created_tstamp', 'updated_tstamp'];
const PLAN_INSTANCE_COMPUTED = [
  'plan_instance_no',
  'status_tstamp',
  'is_suspended_with_account',
  'created_tstamp',
  'updated_tstamp',
];
const PLAN_INSTANCE_FIXED = [
  'client_plan_instance_id',
  'account',
  'master_plan_instance',
  'status',
  'created_receipt_id',
];
const TRANSACTION_COMPUTED = [
  'transaction_no',
  'created_tstamp',
  'account',
  'applied_amount',
  'fully_applied_tstamp',
  'voiding_transaction',
  'applications',
];

/** Body of POST and PUT /accounts/{account_no}/contacts, and of the contact that an account begins with. */
export const CONTACT_REQUEST: Shape = bodyOf(CONTACT, {
  without: CONTACT_COMPUTED,
  description: 'A contact. In a change, the fields that are not named stay as they are.',
});

/** Body of POST /accounts. */
export const CREATE_ACCOUNT_REQUEST: Shape = bodyOf(ACCOUNT, {
  without: [...ACCOUNT_COMPUTED, 'updated_receipt_id', 'admin_contact'],
  also: {
    status: {
      kind: 'code',
      codes: ACCOUNT_LIFECYCLE.initial,
      description: 'State that it begins in. Active unless told otherwise.',
    },
    contact: { ...CONTACT_REQUEST, description: 'The admin contact, made with the account.' },
  },
  required: ['currency'],
  description: 'A new account. What is left out is null, false, or an empty list; it starts today.',
});

/** Body of PUT /accounts/{account_no}. */
export const CHANGE_ACCOUNT_REQUEST: Shape = bodyOf(ACCOUNT, {
  without: [...ACCOUNT_COMPUTED, ...ACCOUNT_FIXED],
  description:
    'The fields to be changed; others stay as they are. External ids and the currency never change.',
});

/** Body of POST /subscriptions. */
export const CREATE_SUBSCRIPTION_REQUEST: Shape = bodyOf(PLAN_INSTANCE, {
  without: [...PLAN_INSTANCE_COMPUTED, 'updated_receipt_id'],
  also: {
    status: {
      kind: 'code',
      codes: PLAN_INSTANCE_LIFECYCLE.initial,
      description: 'State that it begins in. Active unless told otherwise.',
    },
  },
  required: ['account', 'plan'],
  description:
    'A new subscription. What is left out is null or an empty list; it is of one unit, and starts today.',
});

/** Body of PUT /subscriptions/{plan_instance_no}. */
export const CHANGE_SUBSCRIPTION_REQUEST: Shape = bodyOf(PLAN_INSTANCE, {
  without: [...PLAN_INSTANCE_COMPUTED, ...PLAN_INSTANCE_FIXED],
  description: 'The fields to be changed; others stay as they are.',
});

/** Body of POST /accounts/{account_no}/transactions. */
export const ACCOUNT_TRANSACTION_REQUEST: Shape = bodyOf(ACCOUNT_TRANSACTION, {
  without: TRANSACTION_COMPUTED,
  required: ['transaction_type', 'amount'],
  description: "A charge, payment or credit. Its currency is the account's.",
});

/** Body of POST /accounts/{account_no}/transactions/{transaction_no}/applications. */
export const APPLICATION_REQUEST: Shape = {
  kind: 'object',
  properties: {
    transaction: { ...ID, description: 'The transaction of the same account that it is settled with.' },
    amount: { ...DECIMAL, description: 'How much of both is settled.' },
  },
  required: ['transaction', 'amount'],
  description: 'What a transaction is settled with.',
};

/** An account, as GET answers with it. */
export const ACCOUNT_ANSWER: Shape = bodyOf(ACCOUNT, { description: 'The account.' });

/** A contact, as GET answers with it. */
export const CONTACT_ANSWER: Shape = bodyOf(CONTACT, { description: 'The contact.' });

/** A subscription, as GET answers with it. */
export const SUBSCRIPTION_ANSWER: Shape = bodyOf(PLAN_INSTANCE, { description: 'The subscription.' });

/** An account transaction, as GET answers with it. */
export const ACCOUNT_TRANSACTION_ANSWER: Shape = bodyOf(ACCOUNT_TRANSACTION, {
  description: 'The transaction.',
});

interface BodyOptions {
  readonly without?: readonly string[];
  readonly also?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly description: string;
}

/** The type's fields on the interface, in the model's order, but for some; what is given `also` takes a field's place, or stands last. */
function bodyOf(
  type: ObjectType,
  { without = [], also = {}, required = [], description }: BodyOptions,
): Shape {
  const fields = type.fields.flatMap(({ name, shape, description: text }): [string, Shape][] =>
    name === undefined || without.includes(name) ? [] : [[name, { ...shape, description: text }]],
  );
  return { kind: 'object', properties: { ...Object.fromEntries(fields), ...also }, required, description };
}
