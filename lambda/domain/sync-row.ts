/** What the pending queues hold (ORCE Data Sync, "Pending Queues"): the two values of OBJ_NAME. */
export type SyncObject = 'Customer' | 'Transaction';

/** What became of the object since the row was made; a CREATE that was changed again is still a CREATE. */
export type SyncAction = 'CREATE' | 'UPDATE' | 'DELETE';

/** Lanes that the queues are spread over, so that several workers can share them. A customer is always in one lane. */
export const LANES = 64;

/** A row of a pending queue, and of the progress queue once it has been moved there. */
export interface SyncRow {
  readonly lane: number;
  /** The queue's own number, a decimal integer: the message's `uniqueId`. Later rows have greater numbers. */
  readonly number: string;
  readonly objName: SyncObject;
  /** UNIQUE_ID: the customer's id, or the retail transaction's. */
  readonly uniqueId: string;
  /** The customer whose order the row keeps its place in. */
  readonly orderKey: string;
  readonly action: SyncAction;
  /** JSON_OBJECT: the object's JSON text, exact to the digit; null for a DELETE. */
  readonly jsonObject: string | null;
  /** Epoch milliseconds of the first change that the row holds. */
  readonly enqueuedAt: number;
  /** Grows whenever a further change folds into the row, so that no mover takes an older content. */
  readonly version: number;
}

/** Where a row stands: enough to find it. */
export type SyncRowKey = Pick<SyncRow, 'lane' | 'number'>;

/** The lane of a customer: the same one everywhere (FNV-1a, 32 bits). */
export function laneOf(orderKey: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(orderKey)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % LANES;
}
