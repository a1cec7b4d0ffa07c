/** What the functions of this slice read from their environment. */
export const ACCOUNTS_ENVIRONMENT = ['RECORDS_TABLE', 'LEDGER_TABLE', 'STAGE'] as const;

/** Subscriptions that are not cancelled and accounts below it that an account may have, together: one command may change them all. */
export const MAX_DEPENDENTS = 1_000;

/** Accounts that may lie above one another. */
export const MAX_ACCOUNT_LEVELS = 10;
