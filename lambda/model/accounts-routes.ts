import { ACCOUNT_LIFECYCLE, type Lifecycle, PLAN_INSTANCE_LIFECYCLE } from './account-lifecycle.ts';
import {
  ACCOUNT_ANSWER,
  ACCOUNT_TRANSACTION_ANSWER,
  ACCOUNT_TRANSACTION_REQUEST,
  APPLICATION_REQUEST,
  CHANGE_ACCOUNT_REQUEST,
  CHANGE_SUBSCRIPTION_REQUEST,
  CONTACT_ANSWER,
  CONTACT_REQUEST,
  CREATE_ACCOUNT_REQUEST,
  CREATE_SUBSCRIPTION_REQUEST,
  SUBSCRIPTION_ANSWER,
} from './accounts-requests.ts';
import { COMMAND_ANSWER, COMMAND_ANSWER_PROPERTIES } from './command-answer.ts';
import { ID } from './field-shapes.ts';
import type { Route } from './routes.ts';
import type { Shape } from './shape.ts';

const TOO_MUCH = { 413: 'The body, or one record of it, is larger than can be taken.' } as const;
const MISSING = { 404: 'There is no such thing.' } as const;
const ROLES = ['crm'] as const;

const ACCOUNTS = { entry: 'accounts/manage-accounts', roles: ROLES } as const;

/** Accounts with their contacts and transactions, and subscriptions, in the order of documents. */
export const ACCOUNTS_ROUTES: readonly Route[] = [
  {
    ...ACCOUNTS,
    name: 'createAccount',
    method: 'POST',
    path: '/accounts',
    summary: 'Create an account',
    description:
      'Makes an account and, where the body has one, its admin contact. No two accounts ever share a userid or client_account_id, not even with one that is inactive.',
    request: CREATE_ACCOUNT_REQUEST,
    answer: answerWith('account_no', 'contact_no'),
    changes: true,
    errors: TOO_MUCH,
  },
  reading('readAccount', '/accounts/{account_no}', 'an account', ACCOUNT_ANSWER),
  {
    ...ACCOUNTS,
    name: 'changeAccount',
    method: 'PUT',
    path: '/accounts/{account_no}',
    summary: 'Change an account',
    description:
      'Sets the fields that the body names, and no others. Where they are so already, nothing is changed and nothing published.',
    request: CHANGE_ACCOUNT_REQUEST,
    answer: COMMAND_ANSWER,
    changes: true,
    errors: { ...MISSING, ...TOO_MUCH },
  },
  ...moves('/accounts/{account_no}', 'Account', ACCOUNT_LIFECYCLE),
  {
    ...ACCOUNTS,
    name: 'addContact',
    method: 'POST',
    path: '/accounts/{account_no}/contacts',
    summary: 'Add a contact',
    description: 'Adds a contact to an account that is not inactive.',
    request: CONTACT_REQUEST,
    answer: answerWith('contact_no'),
    changes: true,
    errors: { ...MISSING, ...TOO_MUCH },
  },
  reading('readContact', '/accounts/{account_no}/contacts/{contact_no}', 'a contact', CONTACT_ANSWER),
  {
    ...ACCOUNTS,
    name: 'changeContact',
    method: 'PUT',
    path: '/accounts/{account_no}/contacts/{contact_no}',
    summary: 'Change a contact',
    description: 'Sets the fields that the body names, and no others.',
    request: CONTACT_REQUEST,
    answer: COMMAND_ANSWER,
    changes: true,
    errors: { ...MISSING, ...TOO_MUCH },
  },
  {
    ...ACCOUNTS,
    name: 'removeContact',
    method: 'DELETE',
    path: '/accounts/{account_no}/contacts/{contact_no}',
    summary: 'Remove a contact',
    description: 'Removes a contact, unless it is the admin contact of the account.',
    answer: COMMAND_ANSWER,
    changes: true,
    errors: MISSING,
  },
  {
    ...ACCOUNTS,
    name: 'postAccountTransaction',
    method: 'POST',
    path: '/accounts/{account_no}/transactions',
    summary: 'Post a transaction of an account',
    description:
      'Stores a charge, payment or credit, and adds it to the balance or takes it off, digit for digit. A kind below 0 voids the transaction that voided_transaction names.',
    request: ACCOUNT_TRANSACTION_REQUEST,
    answer: answerWith('transaction_no'),
    changes: true,
    errors: { ...MISSING, ...TOO_MUCH },
  },
  reading(
    'readAccountTransaction',
    '/accounts/{account_no}/transactions/{transaction_no}',
    'a transaction of an account',
    ACCOUNT_TRANSACTION_ANSWER,
  ),
  {
    ...ACCOUNTS,
    name: 'applyAccountTransaction',
    method: 'POST',
    path: '/accounts/{account_no}/transactions/{transaction_no}/applications',
    summary: 'Settle a transaction with another one',
    description:
      'Settles a payment or credit with a charge, or the other way round, in part or in full. The balance stays. Voiding one of them takes it back.',
    request: APPLICATION_REQUEST,
    answer: COMMAND_ANSWER,
    changes: true,
    errors: { ...MISSING, ...TOO_MUCH },
  },
  {
    ...ACCOUNTS,
    name: 'createSubscription',
    method: 'POST',
    path: '/subscriptions',
    summary: 'Create a subscription',
    description:
      'Makes a plan instance of an account. The plan must be in the catalog, and stays there. No two plan instances ever share a client_plan_instance_id.',
    request: CREATE_SUBSCRIPTION_REQUEST,
    answer: answerWith('plan_instance_no'),
    changes: true,
    errors: TOO_MUCH,
  },
  reading('readSubscription', '/subscriptions/{plan_instance_no}', 'a subscription', SUBSCRIPTION_ANSWER),
  {
    ...ACCOUNTS,
    name: 'changeSubscription',
    method: 'PUT',
    path: '/subscriptions/{plan_instance_no}',
    summary: 'Change a subscription',
    description: 'Sets the fields that the body names, and no others, while it is not cancelled.',
    request: CHANGE_SUBSCRIPTION_REQUEST,
    answer: COMMAND_ANSWER,
    changes: true,
    errors: { ...MISSING, ...TOO_MUCH },
  },
  ...moves('/subscriptions/{plan_instance_no}', 'Subscription', PLAN_INSTANCE_LIFECYCLE),
];

function reading(name: string, path: string, words: string, answer: Shape): Route {
  return {
    ...ACCOUNTS,
    name,
    method: 'GET',
    path,
    summary: `Read ${words}`,
    description: 'Answers with every field, as it was put, digit for digit.',
    answer,
    changes: false,
    errors: MISSING,
  };
}

/** A route for each move of a state machine, which explains itself by it. */
function moves(path: string, noun: string, { moves: all }: Lifecycle): readonly Route[] {
  const article = noun === 'Account' ? 'an' : 'a';
  return all.map(({ move, from, to, effect }) => ({
    ...ACCOUNTS,
    name: `${move}${noun}`,
    method: 'POST',
    path: `${path}/${move}`,
    summary: `${move.charAt(0).toUpperCase()}${move.slice(1)} ${article} ${noun.toLowerCase()}`,
    description: `From ${from.map(({ name }) => name).join(', ')} to ${to.name}. ${effect}`,
    answer: COMMAND_ANSWER,
    changes: true,
    errors: MISSING,
  }));
}

function answerWith(...numbers: readonly string[]): Shape {
  const added = Object.fromEntries(
    numbers.map((name) => [name, { ...ID, description: 'The number given to it.' }]),
  );
  return {
    kind: 'object',
    properties: { ...COMMAND_ANSWER_PROPERTIES, ...added },
    required: ['transactionId', 'changes', ...numbers.slice(0, 1)],
    description: 'What has been done.',
  };
}
