import type { JsonObject, JsonValue } from './json.ts';

/** A record's fields by label, as they are stored and as they stand in an event. */
export type Fields = JsonObject;

/** Which record: the account that owns it (its ordering key), its object type, its id. */
export interface RecordKey {
  readonly owner: string;
  readonly type: string;
  readonly id: string;
}

/**
 * How a record lies in the Records table. Attributes that begin with `_` belong to the house; all others are the
 * record's fields under their labels, and go out in its events as they are.
 */
export const RECORD_ATTRIBUTES = {
  /** Partition key: the owning account. */
  owner: '_owner',
  /** Sort key: `<object type>#<id>`. */
  key: '_key',
  /** Number that grows with every change of the owner. */
  tick: '_tick',
  /** The same for all changes of one command. */
  transactionId: '_transaction_id',
  /** Set to true when the record has been deleted; the item itself is removed later, by its time to live. */
  deleted: '_deleted',
  /** Time to live, epoch seconds. Only on deleted records. */
  expires: '_expires',
  /** What trimming cut off Salesforce ids, by label, so that a query can answer as submitted. */
  idSuffixes: '_id_suffixes',
  /** Texts of numbers that DynamoDB does not give back as they came (1325.00), by JSON Pointer from the label. */
  numberTexts: '_number_texts',
  /** The object type again, on records of types that are listed: the key of a sparse index. */
  listed: '_listed',
  /** Of a customer: the year, yyyy, that its year-to-date summary is about. */
  summaryYear: '_summary_year',
} as const;

/** Attributes that never leave the table: they are no fields of the record. */
export const INTERNAL_ATTRIBUTES: readonly string[] = [
  RECORD_ATTRIBUTES.owner,
  RECORD_ATTRIBUTES.key,
  RECORD_ATTRIBUTES.deleted,
  RECORD_ATTRIBUTES.expires,
  RECORD_ATTRIBUTES.idSuffixes,
  RECORD_ATTRIBUTES.numberTexts,
  RECORD_ATTRIBUTES.listed,
  RECORD_ATTRIBUTES.summaryYear,
];

/** Sort key of a record: `<object type>#<id>`. */
export function sortKey(key: Pick<RecordKey, 'type' | 'id'>): string {
  return `${key.type}#${key.id}`;
}

/** A record as read: `fields` are what it holds, `_id_suffixes` and the tick's stamps among them. */
export interface StoredRecord {
  readonly key: RecordKey;
  readonly fields: Fields;
}

/**
 * One change of one record. `insert` needs the record to be absent (or deleted); `replace`, `update` and `delete` need
 * it to be there. `replace` leaves nothing of what was; `update` touches only the fields it names, so that it never undoes another
 * writer's change.
 */
export type Change =
  | { readonly action: 'insert'; readonly key: RecordKey; readonly fields: Fields }
  | { readonly action: 'replace'; readonly key: RecordKey; readonly fields: Fields }
  | { readonly action: 'update'; readonly key: RecordKey; readonly fields: Fields }
  | { readonly action: 'delete'; readonly key: RecordKey };

/** A change that has been made, as a command's answer lists it. `tick` is a decimal integer. */
export interface ChangeReceipt {
  readonly action: 'insert' | 'update' | 'delete';
  readonly key: RecordKey;
  readonly tick: string;
}

/** A label as a string, or undefined when it is absent or not a string. */
export function textField(fields: Fields, label: string): string | undefined {
  const value: JsonValue | undefined = fields[label];
  return typeof value === 'string' ? value : undefined;
}
