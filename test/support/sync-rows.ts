import { laneOf, type SyncRow } from '../../lambda/domain/sync-row.ts';

/** A row of a transaction of this customer. */
export function syncRow(number: number | string, orderKey: string, more: Partial<SyncRow> = {}): SyncRow {
  return {
    lane: laneOf(orderKey),
    number: `${number}`,
    objName: 'Transaction',
    uniqueId: `T${number}`,
    orderKey,
    action: 'CREATE',
    jsonObject: '{}',
    enqueuedAt: 0,
    version: 1,
    ...more,
  };
}
