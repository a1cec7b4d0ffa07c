import type { SyncRow } from './sync-row.ts';

/** One message of a request body, keys in the seed's order (ORCE Data Sync, "Request Body Examples"). */
export interface SyncMessage {
  readonly action: 'CUSTOMERCRE' | 'CUSTOMERMOD' | 'CUSTOMERDEL' | 'POSTRNCRE';
  readonly payload: string;
  readonly type: 'CUSTOMER' | 'POSTRN';
  readonly uniqueId: string;
}

const CUSTOMER_ACTIONS = { CREATE: 'CUSTOMERCRE', UPDATE: 'CUSTOMERMOD', DELETE: 'CUSTOMERDEL' } as const;

/** The message that tells of a row (table H-5): the object's text, or for a deleted customer its id. */
export function syncMessage(row: SyncRow): SyncMessage {
  const payload = row.jsonObject ?? row.uniqueId;
  return row.objName === 'Customer'
    ? { action: CUSTOMER_ACTIONS[row.action], payload, type: 'CUSTOMER', uniqueId: row.number }
    : { action: 'POSTRNCRE', payload, type: 'POSTRN', uniqueId: row.number };
}

/** Body of a POST with these messages, in their order. */
export function syncRequestBody(messages: readonly SyncMessage[]): string {
  return JSON.stringify({ messages });
}
