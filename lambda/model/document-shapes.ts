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
import { NAMED_SHAPES } from './requests.ts';
import type { Shape } from './shape.ts';

/** The shapes that documents give a name, by it. Functions do not import this: each brings only the shapes that it checks. */
export const DOCUMENT_SHAPES: Readonly<Record<string, Shape>> = {
  ...NAMED_SHAPES,
  CreateAccountRequest: CREATE_ACCOUNT_REQUEST,
  ChangeAccountRequest: CHANGE_ACCOUNT_REQUEST,
  ContactRequest: CONTACT_REQUEST,
  AccountTransactionRequest: ACCOUNT_TRANSACTION_REQUEST,
  ApplicationRequest: APPLICATION_REQUEST,
  CreateSubscriptionRequest: CREATE_SUBSCRIPTION_REQUEST,
  ChangeSubscriptionRequest: CHANGE_SUBSCRIPTION_REQUEST,
  Account: ACCOUNT_ANSWER,
  Contact: CONTACT_ANSWER,
  AccountTransaction: ACCOUNT_TRANSACTION_ANSWER,
  Subscription: SUBSCRIPTION_ANSWER,
};
