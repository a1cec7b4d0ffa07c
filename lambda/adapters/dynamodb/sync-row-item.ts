import { AppError } from '../../domain/app-error.ts';
import type { CapturedRow } from '../../domain/sync-capture.ts';
import type { SyncAction, SyncRow, SyncRowKey } from '../../domain/sync-row.ts';
import type { Item } from './attribute-value.ts';
import { sequenceText } from './sync-layout.ts';

/** Attributes of a row, those of the seed under the seed's names. */
export const ROW = {
  lane: 'LANE',
  number: 'NUMBER',
  objName: 'OBJ_NAME',
  uniqueId: 'UNIQUE_ID',
  /** String, or NULL for a DELETE; absent when the text lies in the overflow bucket. */
  jsonObject: 'JSON_OBJECT',
  /** Where in the overflow bucket. */
  objectRef: 'OBJECT_REF',
  createFlag: 'CREATE_FLAG',
  updateFlag: 'UPDATE_FLAG',
  deleteFlag: 'DELETE_FLAG',
  orderKey: 'ORDER_KEY',
  enqueuedAt: 'ENQUEUED_AT',
  version: 'VERSION',
  /** Sequence number of the last change that the row holds. */
  sequence: 'SEQUENCE',
} as const;

/** A row's content: its text, or where that lies. */
export type RowContent = { readonly text: string | null } | { readonly objectRef: string };

/** The key that a row has in whichever queue it is. */
export function rowKey({ lane, number }: SyncRowKey): Item {
  return { [ROW.lane]: { N: String(lane) }, [ROW.number]: { N: number } };
}

/** The key of the item of a row. */
export function keyOfItem(item: Item): Item {
  return rowKey(keyOf(item));
}

/** Where the row of an item stands. */
export function keyOf(item: Item): SyncRowKey {
  return { lane: Number(item[ROW.lane]?.N), number: item[ROW.number]?.N ?? '' };
}

/** The attributes that hold a content; setting them and removing the others replaces any content. */
export function contentItem(content: RowContent): { readonly set: Item; readonly remove: readonly string[] } {
  if ('objectRef' in content)
    return { set: { [ROW.objectRef]: { S: content.objectRef } }, remove: [ROW.jsonObject] };
  const value = content.text === null ? { NULL: true } : { S: content.text };
  return { set: { [ROW.jsonObject]: value }, remove: [ROW.objectRef] };
}

/** A new row as an item. */
export function rowItem(row: CapturedRow, content: RowContent): Item {
  return {
    ...rowKey(row),
    [ROW.objName]: { S: row.objName },
    [ROW.uniqueId]: { S: row.uniqueId },
    ...contentItem(content).set,
    [ROW.createFlag]: { BOOL: row.action === 'CREATE' },
    [ROW.updateFlag]: { BOOL: row.action === 'UPDATE' },
    [ROW.deleteFlag]: { BOOL: row.action === 'DELETE' },
    [ROW.orderKey]: { S: row.orderKey },
    [ROW.enqueuedAt]: { N: String(row.enqueuedAt) },
    [ROW.version]: { N: String(row.version) },
    [ROW.sequence]: { S: sequenceText(row.sequence) },
  };
}

/** The row of an item whose text has been fetched, if it does not lie in the item. Throws AppError INTERNAL for a broken one. */
export function rowOf(item: Item, fetched?: string): SyncRow {
  const objName = item[ROW.objName]?.S;
  const jsonObject = fetched ?? item[ROW.jsonObject]?.S ?? null;
  const action = actionOf(item);
  if ((objName !== 'Customer' && objName !== 'Transaction') || (action !== 'DELETE' && jsonObject === null))
    throw new AppError('INTERNAL', `row ${keyOf(item).number} of a data sync queue is broken`);
  return {
    ...keyOf(item),
    objName,
    uniqueId: item[ROW.uniqueId]?.S ?? '',
    orderKey: item[ROW.orderKey]?.S ?? '',
    action,
    jsonObject,
    enqueuedAt: Number(item[ROW.enqueuedAt]?.N),
    version: Number(item[ROW.version]?.N),
  };
}

function actionOf(item: Item): SyncAction {
  if (item[ROW.deleteFlag]?.BOOL === true) return 'DELETE';
  return item[ROW.createFlag]?.BOOL === true ? 'CREATE' : 'UPDATE';
}
