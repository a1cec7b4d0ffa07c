import { ACCOUNT } from './account.ts';
import { ACCOUNT_TRANSACTION } from './account-transaction.ts';
import { CONTACT } from './contact.ts';
import { CUSTOMER } from './customer.ts';
import type { ObjectType } from './object-type.ts';
import { ORDER } from './order.ts';
import { ORDER_APPLIED_PROMOTION } from './order-applied-promotion.ts';
import { ORDER_ITEM } from './order-item.ts';
import { ORDER_ITEM_RELATIONSHIP } from './order-item-relationship.ts';
import { ORDER_PRICING } from './order-pricing.ts';
import { PLAN_DEFINITION } from './plan-definition.ts';
import { PLAN_INSTANCE } from './plan-instance.ts';
import { PRODUCT_SPECIFICATION } from './product-specification.ts';
import { SEGMENT } from './segment.ts';
import { TRANSACTION } from './transaction.ts';

/** Every object type there is, in the order of documents. */
export const OBJECT_MODEL: readonly ObjectType[] = [
  ORDER,
  ORDER_ITEM,
  ORDER_PRICING,
  ORDER_ITEM_RELATIONSHIP,
  ORDER_APPLIED_PROMOTION,
  PRODUCT_SPECIFICATION,
  PLAN_DEFINITION,
  CUSTOMER,
  TRANSACTION,
  SEGMENT,
  ACCOUNT,
  CONTACT,
  PLAN_INSTANCE,
  ACCOUNT_TRANSACTION,
];
