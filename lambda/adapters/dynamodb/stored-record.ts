import { RECORD_ATTRIBUTES, type RecordKey, type StoredRecord } from '../../domain/record.ts';
import { fromItem, type Item } from './attribute-value.ts';
import { isTombstone } from './record-writes.ts';

/** The record that an item holds; undefined where there is none, or it has been deleted. */
export function storedRecord(key: RecordKey, item: Item | undefined): StoredRecord | undefined {
  if (item === undefined || isTombstone(item)) return undefined;
  const { [RECORD_ATTRIBUTES.owner]: _owner, [RECORD_ATTRIBUTES.key]: _key, ...fields } = item;
  return { key, fields: fromItem(fields) };
}
