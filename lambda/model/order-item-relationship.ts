import { ID, MAP, nullable, SALESFORCE_ID, TEXT } from './field-shapes.ts';
import type { ObjectType } from './object-type.ts';
import { recordFields } from './record-fields.ts';

/** How one order item relates to another, or to an asset. */
export const ORDER_ITEM_RELATIONSHIP: ObjectType = {
  type: 'Order Item Relationship',
  sObjectType: 'OrderItemRelationship',
  description: 'How one order item relates to another, or to an asset: it replaces it, say.',
  fields: [
    ...recordFields('Order Item Relationship'),
    {
      name: 'relationshipType',
      label: 'Relationship Type',
      shape: nullable(TEXT),
      description: 'Replacement, Reassignment and the like.',
      salesforceName: 'RelationshipType__c',
    },
    {
      name: 'orderItemId',
      label: 'Order Item Id',
      shape: SALESFORCE_ID,
      description: 'Salesforce id of the item that the relationship starts from.',
      salesforceName: 'OrderItemId__c',
      required: true,
    },
    {
      name: 'relatedOrderItemId',
      label: 'Related Order Item Id',
      shape: nullable(SALESFORCE_ID),
      description: 'Salesforce id of the item that it is related to.',
      salesforceName: 'RelatedOrderItemId__c',
    },
    {
      name: 'relatedAssetReferenceId',
      label: 'Related Asset Reference Id',
      shape: nullable(TEXT),
      description: 'The asset that it is related to.',
      salesforceName: 'RelatedAssetReferenceId__c',
    },
    {
      name: 'productRelationshipIdentifier',
      label: 'Product Relationship Identifier',
      shape: nullable(TEXT),
      description: "The catalog's relationship that this one is an instance of.",
      salesforceName: 'ProductRelationshipIdentifier__c',
    },
    {
      name: 'orderId',
      label: 'Order Id',
      shape: nullable(SALESFORCE_ID),
      description: 'Salesforce id of the order that it came with.',
    },
    {
      name: 'action',
      label: 'Action',
      shape: nullable(TEXT),
      description: 'What is done.',
      salesforceName: 'Action__c',
    },
    {
      name: 'fields',
      label: 'Fields',
      shape: nullable(MAP),
      description: 'Additional Salesforce fields by their path.',
    },
    { label: 'Order', shape: ID, description: 'The order.', refersTo: 'Order' },
    {
      label: 'Order Item',
      shape: nullable(ID),
      description: 'The item that the relationship starts from.',
      refersTo: 'Order Item',
    },
    {
      label: 'Related Order Item',
      shape: nullable(ID),
      description: 'The item that it is related to.',
      refersTo: 'Order Item',
    },
  ],
};
