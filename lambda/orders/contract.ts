/** What the functions of this slice read from their environment. */
export const ORDERS_ENVIRONMENT = ['RECORDS_TABLE', 'LEDGER_TABLE', 'STAGE'] as const;

/** Records that one request may make or change: its orders with all they hold and decompose into. */
export const MAX_RECORDS_PER_REQUEST = 10_000;

/** Sales items that downstream items may name as their sources, all together, in one order. */
export const MAX_SOURCES_PER_ORDER = 100_000;

/** Submitted records that one query may answer with. */
export const MAX_RECORDS_PER_QUERY = 20_000;

/** An answer is at most 6 MB for Lambda, headers and all. */
export const MAX_ANSWER_BYTES = 5_500_000;
