/** Attributes of the imports table that are not an import's own; lambda/batch-import/contract.ts says what the table is. */
export const IMPORTS = {
  partitionKey: 'pk',
  sortKey: 'sk',
  expires: 'expires',
} as const;

/** How long an import can be seen: 90 days. */
export const IMPORT_KEPT_SECONDS = 90 * 24 * 60 * 60;
