/** What the functions of this slice read from their environment. */
export const SERVICES_ENVIRONMENT = ['RECORDS_TABLE', 'LEDGER_TABLE', 'STAGE'] as const;
