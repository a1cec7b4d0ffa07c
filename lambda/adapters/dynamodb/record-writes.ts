import { AppError } from '../../domain/app-error.ts';
import { RECORD_ATTRIBUTES, type RecordKey, sortKey } from '../../domain/record.ts';
import type { StampedChange } from '../../domain/stamped-plan.ts';
import { type Item, toItem } from './attribute-value.ts';
import { itemDepth, itemSize } from './item-size.ts';
import type { PlannedWrite } from './planned-write.ts';
import type { Condition } from './write.ts';

/** DynamoDB's limit is 409,600 bytes; a record must also fit into a journal row. */
const RECORD_BYTES = 350_000;
/** DynamoDB's limit is 32 levels; a journal row holds a record four levels down. */
const RECORD_DEPTH = 28;

const { owner, key, deleted } = RECORD_ATTRIBUTES;

/** That the item of a record is there, and no tombstone. */
export const RECORD_IS_THERE: Condition = [
  [{ attribute: owner, is: 'there' }],
  [
    { attribute: deleted, is: 'absent' },
    { attribute: deleted, is: '=', value: { BOOL: false } },
  ],
];

const RECORD_IS_ABSENT: Condition = [
  [
    { attribute: owner, is: 'absent' },
    { attribute: deleted, is: '=', value: { BOOL: true } },
  ],
];

/** The key of a record's item. */
export function recordKey(record: RecordKey): Item {
  return { [owner]: { S: record.owner }, [key]: { S: sortKey(record) } };
}

/** Whether the item is a record that has been deleted, on its way out. */
export function isTombstone(item: Item): boolean {
  return item[deleted]?.BOOL === true;
}

/** The write of one change. Throws AppError RECORD_TOO_LARGE when it holds more than a record can. */
export function recordWrite({ change, fields }: StampedChange): PlannedWrite {
  const target = { table: 'records', key: recordKey(change.key) } as const;
  const attributes = toItem(fields);
  refuseTooLarge(change.key, { ...target.key, ...attributes });
  const condition = change.action === 'insert' ? RECORD_IS_ABSENT : RECORD_IS_THERE;
  const whole = change.action === 'insert' || change.action === 'replace';
  return {
    about: 'record',
    condition,
    write: whole
      ? { ...target, kind: 'put', item: { ...target.key, ...attributes } }
      : { ...target, kind: 'set', set: attributes },
  };
}

function refuseTooLarge(record: RecordKey, item: Item): void {
  const size = itemSize(item);
  const name = `${sortKey(record)} of ${record.owner}`;
  if (size > RECORD_BYTES)
    throw new AppError('RECORD_TOO_LARGE', `${name} has ${size} bytes; a record can have ${RECORD_BYTES}`);
  if (itemDepth(item) > RECORD_DEPTH)
    throw new AppError('RECORD_TOO_LARGE', `${name} is nested deeper than ${RECORD_DEPTH} levels`);
}

/**
 * Holds a write against the item that stands there, as its condition would. Returns whether it fits. Throws AppError
 * RECORD_TOO_LARGE when an update would make the item too large.
 */
export function fitsRecord({ write, condition }: PlannedWrite, item: Item | undefined): boolean {
  const there = item !== undefined && !isTombstone(item);
  if (there !== (condition === RECORD_IS_THERE)) return false;
  if (there && write.kind === 'set') refuseTooLarge(keyOf(write.key), { ...item, ...write.set });
  return true;
}

/** The record's key, by its item's; the id may hold a `#`, the type never does. */
export function keyOf(item: Item): RecordKey {
  const [type = '', ...id] = (item[key]?.S ?? '').split('#');
  return { owner: item[owner]?.S ?? '', type, id: id.join('#') };
}
