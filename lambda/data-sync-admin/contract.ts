/** What functions that touch the queues read from their environment; it is the job's (lambda/data-sync/contract.ts). */
export const SYNC_STORE_ENVIRONMENT = [
  'CUSTOMER_PENDING_TABLE',
  'TRANSACTION_PENDING_TABLE',
  'PROGRESS_TABLE',
  'DATA_SYNC_LEDGER_TABLE',
  'OVERFLOW_BUCKET',
] as const;

/** Parameters of a stage's settings begin with this. */
export function settingsPrefix(stage: string): string {
  return `/millrace/${stage}/data-sync/`;
}

/** Names of a stage's credential maps begin with this. */
export function credentialPrefix(stage: string): string {
  return `millrace/${stage}/`;
}
