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
} from '../accounts-requests.ts';
import { PLAN_DEFINITION_REQUEST, PRODUCT_SPECIFICATION_REQUEST } from '../catalog-requests.ts';
import { COMMAND_ANSWER } from '../command-answer.ts';
import { CUSTOMER_ANSWER } from '../customer-answer.ts';
import {
  ALTERNATE_KEY,
  ASSOCIATE_ASSIGNMENT,
  CUSTOM_ATTRIBUTE,
  CUSTOMER_NOTE,
  CUSTOMER_OFFER,
  CUSTOMER_SEGMENT,
  FRANCHISEE,
} from '../customer-attachments.ts';
import { INDIVIDUAL, ORGANIZATION } from '../customer-entity.ts';
import { INSTRUMENT } from '../customer-instrument.ts';
import {
  ORDER_APPLIED_PROMOTION_REQUEST,
  ORDER_ITEM_RELATIONSHIP_REQUEST,
  ORDER_ITEM_REQUEST,
  ORDER_PRICING_REQUEST,
  ORDER_REQUEST,
  QUERY_ORDERS_REQUEST,
  SUBMIT_ORDER_ANSWER,
  SUBMIT_ORDER_REQUEST,
} from '../order-requests.ts';
import { SEGMENT_REQUEST } from '../segment-request.ts';
import { SERVICE_ANSWER } from '../services-requests.ts';
import type { Shape } from '../shape.ts';
import { SYNC_RUN_ANSWER } from '../sync-requests.ts';
import { SYNC_CONFIG_ANSWER } from '../sync-settings.ts';

/** The shapes that documents give a name, by it. Functions do not import this: each brings only the shapes that it checks. */
export const DOCUMENT_SHAPES: Readonly<Record<string, Shape>> = {
  SubmitOrderRequest: SUBMIT_ORDER_REQUEST,
  Order: ORDER_REQUEST,
  OrderItem: ORDER_ITEM_REQUEST,
  OrderPricing: ORDER_PRICING_REQUEST,
  OrderItemRelationship: ORDER_ITEM_RELATIONSHIP_REQUEST,
  OrderAppliedPromotion: ORDER_APPLIED_PROMOTION_REQUEST,
  QueryOrdersRequest: QUERY_ORDERS_REQUEST,
  ProductSpecification: PRODUCT_SPECIFICATION_REQUEST,
  PlanDefinition: PLAN_DEFINITION_REQUEST,
  ServiceAnswer: SERVICE_ANSWER,
  Customer: CUSTOMER_ANSWER,
  Individual: INDIVIDUAL,
  Organization: ORGANIZATION,
  AlternateKey: ALTERNATE_KEY,
  CustomAttribute: CUSTOM_ATTRIBUTE,
  CustomerNote: CUSTOMER_NOTE,
  CustomerSegment: CUSTOMER_SEGMENT,
  CustomerCard: INSTRUMENT,
  AssociateAssignment: ASSOCIATE_ASSIGNMENT,
  Franchisee: FRANCHISEE,
  CustomerOffer: CUSTOMER_OFFER,
  Segment: SEGMENT_REQUEST,
  SubmitOrderAnswer: SUBMIT_ORDER_ANSWER,
  CommandAnswer: COMMAND_ANSWER,
  DataSyncConfig: SYNC_CONFIG_ANSWER,
  DataSyncRun: SYNC_RUN_ANSWER,
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
