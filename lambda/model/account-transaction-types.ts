import type { Code } from './shape.ts';

/** A kind of account transaction, and what one of an amount does to the balance: adds it (1), takes it off (-1) or neither (0). */
export interface AccountTransactionType extends Code {
  readonly sign: 1 | 0 | -1;
}

/** The kinds that a request may name (Aria: transaction_type; the seed's sample has 9). What Aria no longer makes is left out. */
export const ACCOUNT_TRANSACTION_TYPES: readonly AccountTransactionType[] = [
  { no: 1, name: 'invoice', sign: 1 },
  { no: 2, name: 'check', sign: -1 },
  { no: 3, name: 'electronic payment', sign: -1 },
  { no: 4, name: 'balance transfer to account', sign: 1 },
  { no: 5, name: 'balance transfer from account', sign: -1 },
  { no: 6, name: 'write-off', sign: -1 },
  { no: 8, name: 'refund request', sign: 0 },
  { no: 9, name: 'balance forward', sign: 1 },
  { no: 10, name: 'cash credit', sign: -1 },
  { no: 12, name: 'electronic refund disbursement', sign: 1 },
  { no: 13, name: 'check refund disbursement', sign: 1 },
  { no: 14, name: 'external charge', sign: 1 },
  { no: 15, name: 'dunning charge', sign: 1 },
  { no: 16, name: 'reinstated charge', sign: 1 },
  { no: 17, name: 'reinstated payment', sign: -1 },
  { no: 18, name: 'negative balance forward', sign: -1 },
  { no: 19, name: 'third-party payment', sign: -1 },
  { no: 20, name: 'third-party payment refund', sign: 1 },
];

const OPPOSITE = { [-1]: 1, 0: 0, 1: -1 } as const;

/** What voids a transaction of each kind has the same number below 0, and the opposite effect. */
export const VOIDING_TRANSACTION_TYPES: readonly AccountTransactionType[] = ACCOUNT_TRANSACTION_TYPES.map(
  ({ no, name, sign }) => ({ no: -no, name: `voided ${name}`, sign: OPPOSITE[sign] }),
);

/** The kind with this number; undefined when there is none. */
export function accountTransactionType(number: string | undefined): AccountTransactionType | undefined {
  const types = [...ACCOUNT_TRANSACTION_TYPES, ...VOIDING_TRANSACTION_TYPES];
  return types.find(({ no }) => String(no) === number);
}
