/** What the function of this slice reads from its environment. */
export const CATALOG_ENVIRONMENT = ['RECORDS_TABLE', 'LEDGER_TABLE', 'STAGE'] as const;

/** Specifications that one may decompose into, at all depths together: more would not fit into an order. */
export const MAX_DECOMPOSITION = 10_000;
