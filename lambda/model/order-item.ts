import {
  ANY,
  BOOLEAN,
  DECIMAL,
  ID,
  IDS,
  KEY_TEXT,
  MAP,
  nullable,
  SALESFORCE_ID,
  TEXT,
} from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { ORDER_STATE } from './order-state.ts';
import { recordFields, UNUSED_FIELDS } from './record-fields.ts';
import type { Shape } from './shape.ts';

/** What a supplemental order does to an item. */
export const ITEM_SUPPLEMENTAL_ACTIONS = ['Add', 'Amend', 'Cancel', 'NoChange'] as const;

const SUPPLEMENTAL_ACTION: Shape = { kind: 'enum', values: ITEM_SUPPLEMENTAL_ACTIONS, nullable: true };

const SUBMITTED: readonly Field[] = [
  {
    name: 'orderItemId',
    label: 'Salesforce Id',
    shape: SALESFORCE_ID,
    description: 'Salesforce id of the item; null on a downstream item.',
    salesforceName: 'Id',
    required: true,
    nullWhenDerived: true,
  },
  {
    name: 'orderId',
    label: 'Order Id',
    shape: nullable(SALESFORCE_ID),
    description: 'Salesforce id of the order that the item came with.',
    salesforceName: 'OrderId',
  },
  {
    name: 'action',
    label: 'Action',
    shape: KEY_TEXT,
    description: 'What is done: Add, Change, Disconnect, Existing, NoChange and the like.',
    salesforceName: 'vlocity_cmt__Action__c',
    required: true,
  },
  {
    name: 'subAction',
    label: 'Sub Action',
    shape: nullable(TEXT),
    description: 'What the action is part of in a change of plan, such as Replace or Reassign.',
    salesforceName: 'vlocity_cmt__SubAction__c',
  },
  {
    name: 'supplementalAction',
    label: 'Supplemental Action',
    shape: SUPPLEMENTAL_ACTION,
    description: 'What a supplemental order does to the item; null on an original order.',
    salesforceName: 'vlocity_cmt__SupplementalAction__c',
  },
  {
    name: 'previousSupplementalAction',
    label: 'Previous Supplemental Action',
    shape: SUPPLEMENTAL_ACTION,
    description: 'Supplemental action of the item that this one supersedes.',
    salesforceName: 'vlocity_cmt__SupersededOrderItemId__r.vlocity_cmt__SupplementalAction__c',
  },
  {
    name: 'isFreshCancellation',
    label: 'Is Fresh Cancellation',
    shape: nullable(BOOLEAN),
    description: 'Whether the item is cancelled by this version of the order and was not by an earlier one.',
    booleanAsText: true,
  },
  {
    name: 'supersededOrderItemId',
    label: 'Superseded Order Item Id',
    shape: nullable(SALESFORCE_ID),
    description: 'Salesforce id of the item that this one supersedes.',
    salesforceName: 'vlocity_cmt__SupersededOrderItemId__c',
  },
  {
    name: 'firstVersionOrderItemId',
    label: 'First Version Order Item Identifier',
    shape: nullable(SALESFORCE_ID),
    description: 'Salesforce id of the item in the original order.',
    salesforceName: 'vlocity_cmt__FirstVersionOrderItemIdentifier__c',
  },
  {
    name: 'specifiedBy',
    label: 'Specified By',
    shape: {
      kind: 'object',
      properties: { productName: nullable(TEXT), globalKey: nullable(KEY_TEXT) },
    },
    description: 'The product: its name, and the global key of its product specification.',
    required: true,
    nullWhenDerived: true,
  },
  {
    name: 'describedBy',
    label: 'Described By',
    shape: nullable(ANY),
    description: 'The attributes of the product as they were submitted.',
  },
  {
    name: 'quantity',
    label: 'Quantity',
    shape: nullable(DECIMAL),
    description: 'How many or how much.',
    salesforceName: 'Quantity',
  },
  {
    name: 'unitPrice',
    label: 'Unit Price',
    shape: nullable(DECIMAL),
    description: 'Price of one.',
    salesforceName: 'UnitPrice',
  },
  {
    name: 'lineNumber',
    label: 'Line Number',
    shape: nullable(TEXT),
    description: 'Place in the order: 0002.0001 is the first child of 0002.',
    salesforceName: 'vlocity_cmt__LineNumber__c',
  },
  {
    name: 'topOILineNumber',
    label: 'Top Order Item Line Number',
    shape: nullable(TEXT),
    description: 'Line number of the root item.',
    salesforceName: 'vlocity_cmt__RootItemId__r.vlocity_cmt__LineNumber__c',
  },
  {
    name: 'serviceAccountId',
    label: 'Service Account Id',
    shape: nullable(SALESFORCE_ID),
    description: 'The account that is served.',
    salesforceName: 'vlocity_cmt__ServiceAccountId__c',
  },
  {
    name: 'serviceAccountName',
    label: 'Service Account Name',
    shape: nullable(TEXT),
    description: 'Name of the account that is served.',
    salesforceName: 'vlocity_cmt__ServiceAccountId__r.Name',
  },
  {
    name: 'billingAccountId',
    label: 'Billing Account Id',
    shape: nullable(SALESFORCE_ID),
    description: 'The account that is billed.',
    salesforceName: 'vlocity_cmt__BillingAccountId__c',
  },
  {
    name: 'billingAccountName',
    label: 'Billing Account Name',
    shape: nullable(TEXT),
    description: 'Name of the account that is billed.',
    salesforceName: 'vlocity_cmt__BillingAccountId__r.Name',
  },
  {
    name: 'assetReferenceId',
    label: 'Asset Reference Id',
    shape: nullable(TEXT),
    description: 'The asset that the item makes, changes or ends.',
    salesforceName: 'vlocity_cmt__AssetReferenceId__c',
  },
  {
    name: 'fulfilmentStatus',
    label: 'Fulfilment Status',
    shape: nullable(TEXT),
    description: 'How far fulfilment has come, in the words of Salesforce.',
    salesforceName: 'vlocity_cmt__FulfilmentStatus__c',
  },
  {
    name: 'fields',
    label: 'Fields',
    shape: nullable(MAP),
    description: 'Additional Salesforce fields by their path, such as Order.Account.Name.',
  },
];

const COMPUTED: readonly Field[] = [
  { label: 'Name', shape: nullable(TEXT), description: 'Name of the item, from its product.' },
  { label: 'State', shape: ORDER_STATE, description: 'Where the item stands.' },
  { label: 'Order', shape: ID, description: 'The order of the item.', refersTo: 'Order' },
  {
    label: 'Parent',
    shape: nullable(ID),
    description: 'The item that it is a part of; the order, for an item that is part of no other.',
  },
  {
    label: 'Bundle Order Item',
    shape: nullable(ID),
    description: 'The item at the head of its bundle; itself, where it is the head.',
    refersTo: 'Order Item',
  },
  {
    label: 'Sales Top Order Item',
    shape: nullable(ID),
    description: 'The submitted item at the root.',
    refersTo: 'Order Item',
  },
  {
    label: 'Superseded Order Item',
    shape: nullable(ID),
    description: 'The item that this one supersedes.',
    refersTo: 'Order Item',
  },
  {
    label: 'Product Specification',
    shape: nullable(ID),
    description: "The catalog's record of the product.",
    refersTo: 'Product Specification',
  },
  {
    label: 'Is Downstream Order Item',
    shape: BOOLEAN,
    description: 'Whether the item was made by decomposing others.',
    booleanAsText: true,
  },
  {
    label: 'Source Order Items',
    shape: nullable(IDS),
    description: 'The items that a downstream item was decomposed from.',
    refersTo: 'Order Item',
  },
  { label: 'Order Item Number', shape: nullable(TEXT), description: 'Number such as T00101386.' },
  { label: 'Asset/Inventory Item', shape: nullable(ID), description: 'The item in the inventory.' },
  {
    label: 'Characteristic Values',
    shape: nullable(MAP),
    description: 'The attributes of the product by name.',
  },
  {
    label: 'Condition Fields',
    shape: nullable(MAP),
    description: 'What conditions of the plan are decided by.',
  },
  {
    label: 'Logging Context',
    shape: nullable(TEXT),
    description: 'Salesforce id of the submitted order, to find log lines by.',
  },
  {
    label: 'Downstream Are Ready For Activation',
    shape: BOOLEAN,
    description: 'Whether all downstream items are ready.',
    booleanAsText: true,
  },
  {
    label: 'Children Are Ready For Activation',
    shape: BOOLEAN,
    description: 'Whether all children are ready.',
    booleanAsText: true,
  },
  {
    label: 'Associated OrchItems Are In Final State',
    shape: BOOLEAN,
    description: 'Whether everything that was to be orchestrated for it is done.',
    booleanAsText: true,
  },
  {
    label: 'Is Changes Allowed',
    shape: BOOLEAN,
    description: 'Whether a supplemental order may still change it.',
    booleanAsText: true,
  },
  { label: 'Trackable', shape: BOOLEAN, description: 'Whether it is tracked.', booleanAsText: true },
  {
    label: 'Jeopardy Safety Interval',
    shape: nullable(TEXT),
    description: 'How long ahead jeopardy is reported.',
  },
  { label: 'Jeopardy Safety Interval Unit', shape: nullable(TEXT), description: 'The unit of that.' },
];

/** A line of an order: submitted, or made from submitted ones by decomposition (then it is downstream). */
export const ORDER_ITEM: ObjectType = {
  type: 'Order Item',
  sObjectType: 'OrderItem',
  description:
    'A line of an order: as submitted, or made from such lines by the catalog (a downstream item).',
  fields: [...recordFields('Order Item'), ...SUBMITTED, ...COMPUTED, ...UNUSED_FIELDS],
};
