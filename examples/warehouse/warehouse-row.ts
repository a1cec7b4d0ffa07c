import type { StreamEvent } from '../node-consumer/stream-event.ts';

/** An event as the warehouse stores it. */
export interface WarehouseRow {
  readonly eventId: string;
  readonly account: string;
  readonly objectType: string;
  readonly recordId: string;
  readonly action: 'insert' | 'update' | 'delete';
  /** Null where another writer put the record there without one. */
  readonly tick: bigint | null;
  readonly transactionId: string | null;
  readonly modified: string | null;
  /** The event's fields as JSON, digit for digit. */
  readonly document: string;
  /** What the sales of a Transaction are counted by; null for other types. */
  readonly sale: {
    readonly customerId: string | null;
    readonly businessDate: string | null;
    readonly currency: string | null;
    readonly total: string | null;
  };
}

/** The row of an event; a sentence that says why there is none when it is no event of Millrace. */
export function warehouseRow({ fields, eventId, account }: StreamEvent): WarehouseRow | string {
  if (fields === undefined) return 'it is no JSON object';
  if (eventId === undefined) return 'it has no _event_id';
  const { 'Object Type': objectType, id, _action: action, _tick: tick } = fields;
  if (typeof objectType !== 'string') return 'it has no Object Type';
  const recordId = exactText(id);
  if (recordId === null) return 'it has no id';
  if (action !== 'insert' && action !== 'update' && action !== 'delete')
    return 'its _action is not insert, update or delete';
  const digits = exactText(tick);
  return {
    ...{ eventId, account, objectType, recordId, action },
    tick: digits !== null && /^\d{1,38}$/.test(digits) ? BigInt(digits) : null,
    transactionId: exactText(fields._transaction_id),
    modified: exactText(fields.Modified),
    document: JSON.stringify(fields),
    sale: {
      customerId: exactText(fields.customerId),
      businessDate: exactText(fields.businessDate),
      currency: exactText(fields.currencyTypeCode),
      total: exactText(fields.total),
    },
  };
}

/** A text as it is, a number by its digits; null for anything else. */
function exactText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return JSON.isRawJSON(value) ? value.rawJSON : null;
}
