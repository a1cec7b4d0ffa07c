import { ACCOUNT_LIFECYCLE, type Lifecycle, PLAN_INSTANCE_LIFECYCLE } from '../account-lifecycle.ts';
import {
  ACCOUNT_TRANSACTION_TYPES,
  type AccountTransactionType,
  VOIDING_TRANSACTION_TYPES,
} from '../account-transaction-types.ts';
import type { Code } from '../shape.ts';

/** The state machines of accounts and subscriptions, and what account transactions do to a balance, as sections of Markdown. */
export function accountStatesSection(): readonly string[] {
  return [
    ...section(ACCOUNT_LIFECYCLE),
    ...section(PLAN_INSTANCE_LIFECYCLE),
    '',
    '## Kinds of account transactions',
    '',
    'What a transaction of an amount does to the balance of its account. A kind below 0 voids one of the kind above 0.',
    '',
    '| kind | what it is | the balance |',
    '| --- | --- | --- |',
    ...[...ACCOUNT_TRANSACTION_TYPES, ...VOIDING_TRANSACTION_TYPES].map(transactionRow),
  ];
}

function section({ of, initial, moves }: Lifecycle): readonly string[] {
  return [
    '',
    `## States of ${of === 'Account' ? 'an account' : 'a plan instance'}`,
    '',
    `Begins as ${initial.map(words).join(' or ')}. What is not in the table is refused, and changes nothing.`,
    '',
    '| command | from | to | what else it does |',
    '| --- | --- | --- | --- |',
    ...moves.map(({ move, from, to, effect }) => row([move, from.map(words).join(', '), words(to), effect])),
  ];
}

function transactionRow({ no, name, sign }: AccountTransactionType): string {
  return row([String(no), name, { 1: 'grows', 0: 'stays', [-1]: 'falls' }[sign]]);
}

function words({ no, name }: Code): string {
  return `${name} (${no})`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
