import { exactNumber, isJsonObject, type JsonObject, type JsonValue } from '../domain/json.ts';
import type { Change, Fields } from '../domain/record.ts';
import { textField } from '../domain/record.ts';
import { toFields } from '../model/fields.ts';
import { ORDER } from '../model/order.ts';
import { ORDER_APPLIED_PROMOTION } from '../model/order-applied-promotion.ts';
import { ORDER_ITEM } from '../model/order-item.ts';
import { ORDER_ITEM_RELATIONSHIP } from '../model/order-item-relationship.ts';
import { ORDER_PRICING } from '../model/order-pricing.ts';
import type { OrderState } from '../model/order-state.ts';
import { characteristicValues } from './characteristics.ts';
import type { DownstreamItem } from './decompose.ts';
import type { Identities, Identity } from './identities.ts';
import { lineHierarchy } from './line-hierarchy.ts';
import type { ResolvedOrder } from './order-versions.ts';
import type { ProductSpecification } from './read-catalog.ts';
import { keyOf, type SubmittedPart, textOf } from './submitted-order.ts';

/** An order of the request, worked out: all that its records follow from. */
export interface WorkedOutOrder extends ResolvedOrder {
  /** Of each item in turn; undefined when nothing specifies it. */
  readonly specifications: readonly (ProductSpecification | undefined)[];
  readonly downstream: readonly DownstreamItem<ProductSpecification>[];
}

/** What an order's records name outside the order. */
export interface OrderSurroundings {
  readonly state: OrderState;
  readonly firstVersion: bigint;
  /** The order that this one supersedes, and its items by Salesforce id of 15 characters. */
  readonly superseded: { readonly id: bigint; readonly items: ReadonlyMap<string, bigint> } | undefined;
  /** For Created and Modified, as it stands in events. */
  readonly timestamp: string;
}

/** The constants of OM Plus's records, as the seed's samples show them. */
const UNUSED = { Container: null, Package: null, 'Encryption Key Version': null } as const;
const ITEM_CONSTANTS = {
  ...UNUSED,
  State: 'In Progress',
  'Is Changes Allowed': 'true',
  'Children Are Ready For Activation': 'true',
  'Downstream Are Ready For Activation': 'true',
  Trackable: 'false',
} as const;

/** The changes that make, or make anew, all records of an order: its own, then its parts as they were submitted. */
export function orderChanges(
  worked: WorkedOutOrder,
  { ids, around }: { ids: Identities; around: OrderSurroundings },
): readonly Change[] {
  const { order } = worked;
  const items = new Map(
    order.items.map((item, place) => [keyOf(item, 'orderItemId'), ids.parts.items[place]?.id]),
  );
  const itemNumber = (part: SubmittedPart, member: string) => numberOrNull(items.get(keyOf(part, member)));
  const own = { Order: exactNumber(ids.order.id) };
  const make = changeMaker(order.owner, around.timestamp);
  const makeAll = (list: readonly Identity[], type: string, fields: readonly Fields[]): Change[] =>
    fields.flatMap((of, place) => {
      const identity = list[place];
      return identity === undefined ? [] : [make(type, identity, of)];
    });
  return [
    make(ORDER.type, ids.order, orderFields(worked, around)),
    ...makeAll(ids.parts.items, ORDER_ITEM.type, salesItemFields(worked, { ids, around })),
    ...makeAll(
      ids.parts.pricings,
      ORDER_PRICING.type,
      order.pricings.map((pricing) => ({
        ...toFields(ORDER_PRICING, pricing.json),
        ...own,
        'Order Item': itemNumber(pricing, 'orderItemId'),
      })),
    ),
    ...makeAll(
      ids.parts.relationships,
      ORDER_ITEM_RELATIONSHIP.type,
      order.relationships.map((relationship) => ({
        ...toFields(ORDER_ITEM_RELATIONSHIP, relationship.json),
        ...own,
        'Order Item': itemNumber(relationship, 'orderItemId'),
        'Related Order Item': itemNumber(relationship, 'relatedOrderItemId'),
      })),
    ),
    ...makeAll(
      ids.parts.promotions,
      ORDER_APPLIED_PROMOTION.type,
      order.promotions.map((promotion) => ({ ...toFields(ORDER_APPLIED_PROMOTION, promotion.json), ...own })),
    ),
    ...makeAll(ids.parts.downstream, ORDER_ITEM.type, downstreamItemFields(worked, ids)),
    ...ids.gone.map(({ key }): Change => ({ action: 'delete', key })),
  ];
}

/** Makes a record with what all records have. One that replaces another keeps its Created. */
function changeMaker(owner: string, timestamp: string) {
  return (type: string, { id, replaces }: Identity, fields: Fields): Change => ({
    action: replaces === undefined ? 'insert' : 'replace',
    key: { owner, type, id: String(id) },
    fields: {
      ...fields,
      id: exactNumber(id),
      'Object Type': type,
      Created: (replaces && textField(replaces.fields, 'Created')) ?? timestamp,
      Modified: timestamp,
    },
  });
}

function orderFields({ order, specifications }: WorkedOutOrder, around: OrderSurroundings): Fields {
  const plan = specifications.find((specification) => specification?.planDefinition)?.planDefinition;
  return {
    ...UNUSED,
    ...toFields(ORDER, order.json),
    Name: textOf(order, 'name') ?? textOf(order, 'orderReferenceNumber') ?? order.orderId,
    State: around.state,
    Parent: null,
    'First Version Order': exactNumber(around.firstVersion),
    ...(around.superseded && { 'Superseded Order': exactNumber(around.superseded.id) }),
    'Orchestration Plan': numberOrNull(plan),
    'Jeopardy Safety Interval Unit': 'Seconds',
  };
}

function salesItemFields(
  worked: WorkedOutOrder,
  { ids, around }: { ids: Identities; around: OrderSurroundings },
): readonly Fields[] {
  const { order } = worked;
  const positions = lineHierarchy(order.items.map((item) => textOf(item, 'lineNumber')));
  const idAt = (place: number | undefined) => (place === undefined ? undefined : ids.parts.items[place]?.id);
  return order.items.map((item, place) => {
    const specification = worked.specifications[place];
    const root = numberOrNull(idAt(positions[place]?.root));
    const superseded = around.superseded?.items.get(keyOf(item, 'supersededOrderItemId') ?? '');
    return {
      ...ITEM_CONSTANTS,
      ...toFields(ORDER_ITEM, withComputed(item.json, worked.previousActions[place] ?? null)),
      Name: productName(item) ?? specification?.name ?? null,
      Order: exactNumber(ids.order.id),
      Parent: exactNumber(idAt(positions[place]?.parent) ?? ids.order.id),
      'Bundle Order Item': root,
      'Sales Top Order Item': root,
      ...(superseded !== undefined && { 'Superseded Order Item': exactNumber(superseded) }),
      'Product Specification': numberOrNull(specification?.id),
      'Characteristic Values': characteristicValues(
        specification?.characteristicValues ?? {},
        item.json.describedBy,
      ),
      'Condition Fields': { field: 'action__c', value: textOf(item, 'action') },
      'Jeopardy Safety Interval': '0',
      'Jeopardy Safety Interval Unit': 'Seconds',
      'Logging Context': order.orderId,
    };
  });
}

/** With what follows from the superseded item, whatever was sent. Left out where it was and says nothing. */
function withComputed(item: JsonObject, previous: string | null): JsonObject {
  const fresh = item.supplementalAction === 'Cancel' && previous !== 'Cancel';
  return {
    ...item,
    ...((Object.hasOwn(item, 'previousSupplementalAction') || previous !== null) && {
      previousSupplementalAction: previous,
    }),
    ...((Object.hasOwn(item, 'isFreshCancellation') || fresh) && { isFreshCancellation: fresh }),
  };
}

function downstreamItemFields({ order, downstream }: WorkedOutOrder, ids: Identities): readonly Fields[] {
  const positions = lineHierarchy(order.items.map((item) => textOf(item, 'lineNumber')));
  const salesId = (place: number) => numberOrNull(ids.parts.items[place]?.id);
  return downstream.map((item, place) => {
    const origin = toFields(ORDER_ITEM, order.items[item.origin]?.json ?? {});
    const { kind, place: parent } = item.parent;
    const list = kind === 'source' ? ids.parts.items : ids.parts.downstream;
    return {
      ...ITEM_CONSTANTS,
      'Salesforce Id': null,
      Name: item.specification.name,
      Action: item.action,
      'Order Item Number': orderItemNumber(ids.parts.downstream[place]?.id ?? 0n),
      'Line Number': item.lineNumber,
      Order: exactNumber(ids.order.id),
      Parent: numberOrNull(list[parent]?.id),
      'Bundle Order Item': salesId(positions[item.origin]?.root ?? item.origin),
      'Source Order Items': item.sources.map(salesId),
      'Is Downstream Order Item': 'true',
      'Associated OrchItems Are In Final State': 'true',
      'Product Specification': exactNumber(item.specification.id),
      'Characteristic Values': item.specification.characteristicValues,
      'Asset Reference Id': null,
      'Asset/Inventory Item': null,
      'Billing Account Id': origin['Billing Account Id'] ?? null,
      'Service Account Id': origin['Service Account Id'] ?? null,
      'Logging Context': order.orderId,
    };
  });
}

/** `T` and eight digits, as in T00101386: the last ones of the id. */
function orderItemNumber(id: bigint): string {
  return `T${String(id % 10n ** 8n).padStart(8, '0')}`;
}

function productName(item: SubmittedPart): string | null {
  const product = item.json.specifiedBy;
  return isJsonObject(product) && typeof product.productName === 'string' ? product.productName : null;
}

function numberOrNull(digits: bigint | string | null | undefined): JsonValue {
  return digits === null || digits === undefined ? null : exactNumber(digits);
}
