import { BOOLEAN, DATE, ID, KEY_TEXT, MAP, nullable, SALESFORCE_ID, TEXT } from './field-shapes.ts';
import type { ObjectType } from './object-type.ts';
import { ORDER_STATE } from './order-state.ts';
import { recordFields, UNUSED_FIELDS } from './record-fields.ts';

/** What a supplemental order does to the order before it. */
export const ORDER_SUPPLEMENTAL_ACTIONS = ['Amend', 'Cancel'] as const;

/** The header of a submitted order. */
export const ORDER: ObjectType = {
  type: 'Order',
  sObjectType: 'Order',
  description: 'The header of an order, or of one of its versions.',
  fields: [
    ...recordFields('Order'),
    {
      name: 'orderId',
      label: 'Salesforce Id',
      shape: SALESFORCE_ID,
      description: 'Salesforce id of the order.',
      salesforceName: 'Id',
      required: true,
      nullWhenDerived: true,
    },
    {
      name: 'accountId',
      label: 'Account Id',
      shape: SALESFORCE_ID,
      description:
        'The account that owns the order and everything in it; events of one account are in order.',
      salesforceName: 'AccountId',
      required: true,
    },
    {
      name: 'accountName',
      label: 'Account Name',
      shape: nullable(TEXT),
      description: 'Name of the account.',
      salesforceName: 'Account.Name',
    },
    {
      name: 'supplementalAction',
      label: 'Supplemental Action',
      shape: { kind: 'enum', values: ORDER_SUPPLEMENTAL_ACTIONS, nullable: true },
      description: 'What a supplemental order does to its predecessor; null on an original order.',
      salesforceName: 'vlocity_cmt__SupplementalAction__c',
    },
    {
      name: 'supersededOrderId',
      label: 'Superseded Order Id',
      shape: nullable(SALESFORCE_ID),
      description: 'Salesforce id of the order that this one supersedes.',
      salesforceName: 'vlocity_cmt__SupersededOrderId__c',
      trimmed: true,
    },
    {
      name: 'firstVersionOrderId',
      label: 'First Version Order Identifier',
      shape: nullable(SALESFORCE_ID),
      description: 'Salesforce id of the original order; null, or its own id, on an original order.',
      salesforceName: 'vlocity_cmt__FirstVersionOrderIdentifier__c',
    },
    {
      name: 'isActiveOrderVersion',
      label: 'Is Active Order Version',
      shape: nullable(BOOLEAN),
      description: 'Whether Salesforce held this version to be the one in force when it was submitted.',
      salesforceName: 'vlocity_cmt__IsActiveOrderVersion__c',
      booleanAsText: true,
    },
    {
      name: 'orderStatus',
      label: 'Order Status',
      shape: nullable(TEXT),
      description: 'Status in Salesforce, such as Ready To Submit.',
      salesforceName: 'vlocity_cmt__OrderStatus__c',
    },
    {
      name: 'fulfilmentStatus',
      label: 'Fulfilment Status',
      shape: nullable(TEXT),
      description: 'How far fulfilment has come, in the words of Salesforce.',
      salesforceName: 'vlocity_cmt__FulfilmentStatus__c',
    },
    {
      name: 'orderReferenceNumber',
      label: 'Order Reference Number',
      shape: nullable(TEXT),
      description: 'Reference number of the order.',
      salesforceName: 'OrderReferenceNumber',
    },
    {
      name: 'name',
      label: 'Order Name',
      shape: nullable(TEXT),
      description: 'Name of the order in Salesforce.',
      salesforceName: 'Name',
    },
    {
      name: 'effectiveDate',
      label: 'Effective Date',
      shape: nullable(DATE),
      description: 'Day from which the order takes effect.',
      salesforceName: 'EffectiveDate',
    },
    {
      name: 'pricebookId',
      label: 'Pricebook Id',
      shape: nullable(SALESFORCE_ID),
      description: 'The price book.',
      salesforceName: 'Pricebook2Id',
    },
    {
      name: 'recordTypeName',
      label: 'Record Type Name',
      shape: nullable(TEXT),
      description: "Name of the order's record type.",
      salesforceName: 'RecordType.Name',
    },
    {
      name: 'recordTypeId',
      label: 'Record Type Id',
      shape: nullable(SALESFORCE_ID),
      description: "The order's record type.",
      salesforceName: 'RecordTypeId',
    },
    {
      name: 'serviceAccountId',
      label: 'Service Account Id',
      shape: nullable(SALESFORCE_ID),
      description: 'Default service account of its items.',
      salesforceName: 'vlocity_cmt__DefaultServiceAccountId__c',
    },
    {
      name: 'fields',
      label: 'Fields',
      shape: nullable(MAP),
      description: 'Additional Salesforce fields by their path, such as Account.Name.',
    },
    { label: 'Name', shape: KEY_TEXT, description: 'Number of the order, such as 00001237.' },
    { label: 'State', shape: ORDER_STATE, description: 'Where the order stands.' },
    {
      label: 'First Version Order',
      shape: ID,
      description: 'The original order; itself on an original order.',
      refersTo: 'Order',
    },
    {
      label: 'Superseded Order',
      shape: nullable(ID),
      description: 'The order that this one supersedes.',
      refersTo: 'Order',
    },
    { label: 'Parent', shape: nullable(ID), description: 'What the order belongs to.' },
    {
      label: 'Orchestration Plan',
      shape: nullable(ID),
      description: 'The plan by which the order is carried out.',
    },
    {
      label: 'Jeopardy Safety Interval Unit',
      shape: nullable(TEXT),
      description: 'Unit of the time by which jeopardy is reported ahead.',
    },
    ...UNUSED_FIELDS,
  ],
};
