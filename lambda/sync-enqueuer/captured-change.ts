import { isJsonNumber } from '../domain/json.ts';
import { type Fields, RECORD_ATTRIBUTES, textField } from '../domain/record.ts';
import type { SyncChange } from '../domain/sync-capture.ts';
import type { SyncObject } from '../domain/sync-row.ts';
import { CUSTOMER } from '../model/customer.ts';
import { exactJson } from '../model/exact-json.ts';
import { TRANSACTION } from '../model/transaction.ts';
import type { Image, StreamRecord } from './contract.ts';
import { imageFields } from './image-fields.ts';

/** A change as it is captured, before it has its number. */
export type UnnumberedChange = Omit<SyncChange, 'number'>;

/** What a stream record means for data sync: a change, nothing, or that it can never be captured, and why. */
export type Reading =
  | { readonly is: 'change'; readonly change: UnnumberedChange }
  | { readonly is: 'nothing' }
  | {
      readonly is: 'unreadable';
      readonly reason: 'no-key' | 'no-image' | 'no-sequence-number' | 'unrenderable';
    };

const NOTHING: Reading = { is: 'nothing' };
const TYPES = { Customer: CUSTOMER, Transaction: TRANSACTION } as const;

/** DynamoDB's sequence numbers have at most 40 digits (API Reference, StreamRecord). */
const SEQUENCE = /^\d{1,40}$/;

/**
 * Reads a record of the Records table's stream. A record marked as deleted is a delete, its later removal nothing; written over, it
 * is an insert again. The removal of a transaction is nothing: the seed has no message for it. Never throws.
 */
export function readChange(record: StreamRecord, now: number): Reading {
  const { Keys, NewImage, OldImage, SequenceNumber = '' } = record.dynamodb ?? {};
  const key = (Keys ?? NewImage ?? OldImage)?.[RECORD_ATTRIBUTES.key]?.S;
  if (key === undefined) return { is: 'unreadable', reason: 'no-key' };
  const split = key.indexOf('#');
  const objName = key.slice(0, split);
  const uniqueId = key.slice(split + 1);
  if (!isCaptured(objName)) return NOTHING;
  if (uniqueId === '') return { is: 'unreadable', reason: 'no-key' };
  const kind = kindOf(record);
  if (kind === undefined) return { is: 'unreadable', reason: 'no-image' };
  if (kind === 'nothing' || (kind === 'delete' && objName === 'Transaction')) return NOTHING;
  if (!SEQUENCE.test(SequenceNumber)) return { is: 'unreadable', reason: 'no-sequence-number' };
  const seconds = record.dynamodb?.ApproximateCreationDateTime;
  const common = {
    objName,
    uniqueId,
    sequence: SequenceNumber,
    at: seconds === undefined ? now : Math.floor(seconds * 1000),
  };
  if (kind === 'delete')
    return { is: 'change', change: { ...common, kind, orderKey: uniqueId, jsonObject: null } };
  return written({ ...common, kind }, NewImage ?? {});
}

function isCaptured(type: string): type is SyncObject {
  return Object.hasOwn(TYPES, type);
}

/** Undefined: the record lacks its event name or the image that it should bring. */
function kindOf({ eventName, dynamodb }: StreamRecord): SyncChange['kind'] | 'nothing' | undefined {
  const { NewImage, OldImage } = dynamodb ?? {};
  if (eventName === 'REMOVE') {
    if (OldImage === undefined) return undefined;
    return isDeleted(OldImage) ? 'nothing' : 'delete';
  }
  if (NewImage === undefined || (eventName !== 'INSERT' && eventName !== 'MODIFY')) return undefined;
  if (isDeleted(NewImage)) return isDeleted(OldImage) ? 'nothing' : 'delete';
  return eventName === 'INSERT' || isDeleted(OldImage) ? 'insert' : 'update';
}

function isDeleted(image: Image | undefined): boolean {
  return image?.[RECORD_ATTRIBUTES.deleted]?.BOOL === true;
}

function written(change: Omit<UnnumberedChange, 'orderKey' | 'jsonObject'>, image: Image): Reading {
  try {
    const fields = imageFields(image);
    const jsonObject = exactJson(TYPES[change.objName], fields);
    return { is: 'change', change: { ...change, orderKey: orderKeyOf(change, fields), jsonObject } };
  } catch {
    return { is: 'unreadable', reason: 'unrenderable' };
  }
}

/** A transaction keeps its place among the messages of its customer; without a customer it has a place of its own. */
function orderKeyOf(
  { objName, uniqueId }: { readonly objName: SyncObject; readonly uniqueId: string },
  fields: Fields,
): string {
  if (objName === 'Customer') return uniqueId;
  const { customerId } = fields;
  const customer = isJsonNumber(customerId) ? customerId.rawJSON : textField(fields, 'customerId');
  return customer || uniqueId;
}
