import type { Name } from '../../domain/commit.ts';
import { type RecordKey, sortKey } from '../../domain/record.ts';
import type { Item } from './attribute-value.ts';

/**
 * Attributes of the Ledger's rows, which are:
 *
 * | pk | sk | holds |
 * | --- | --- | --- |
 * | `tick#<owner>` | `tick` | `tick` and `at` (epoch ms) of the owner's last commit |
 * | `name#<kind>#<name>` | `name` | `owner` and `value` of the thing that bears the name |
 * | `references#["<owner>","<sort key>"]` | shard | `count`; after the record's deletion `gone`, its tick |
 * | `slot#<slot>` | `slot` | that a block of ids is taken, until it `expires` |
 * | `answer#<idempotency key>` | `answer` | `fingerprint`, `transaction`, `answer`, until it `expires` |
 * | `answer#<idempotency key>` | `part#<transaction>#<n>` | a piece of an answer that is too large for one row |
 * | `journal#<transaction>` | `head`, `write#<n>`, `release#<n>` | see journal.ts |
 *
 * `applying` on a row names the journalled commit that holds it locked.
 */
export const LEDGER = {
  partitionKey: 'pk',
  sortKey: 'sk',
  expires: 'expires',
  applying: 'applying',
  tick: 'tick',
  at: 'at',
  owner: 'owner',
  value: 'value',
  count: 'count',
  gone: 'gone',
  fingerprint: 'fingerprint',
  transaction: 'transaction',
  answer: 'answer',
  parts: 'parts',
  journalled: 'journalled',
  state: 'state',
  until: 'until',
  writes: 'writes',
  last: 'last',
  unfinished: 'unfinished',
  since: 'since',
} as const;

/** The counters of one record are spread over so many rows, so that commits which refer to the same one seldom meet. */
export const REFERENCE_SHARDS = 16;

const SHARDS = Array.from({ length: REFERENCE_SHARDS }, (_, shard) => shard.toString().padStart(2, '0'));

function row(pk: string, sk: string): Item {
  return { [LEDGER.partitionKey]: { S: pk }, [LEDGER.sortKey]: { S: sk } };
}

export const tickKey = (owner: string): Item => row(`tick#${owner}`, 'tick');
export const nameKey = ({ kind, name }: Name): Item => row(`name#${kind}#${name}`, 'name');
export const slotKey = (slot: bigint): Item => row(`slot#${slot}`, 'slot');
export const answerKey = (key: string): Item => row(`answer#${key}`, 'answer');
export const answerPartKey = (key: string, part: { transactionId: string; index: number }): Item =>
  row(`answer#${key}`, `part#${part.transactionId}#${part.index.toString().padStart(4, '0')}`);
export const referencesPartition = (target: RecordKey): string =>
  `references#${JSON.stringify([target.owner, sortKey(target)])}`;
export const referenceKeys = (target: RecordKey): readonly Item[] =>
  SHARDS.map((shard) => row(referencesPartition(target), shard));
export const journalPartition = (transactionId: string): string => `journal#${transactionId}`;
export const headKey = (transactionId: string): Item => row(journalPartition(transactionId), 'head');
/** Rows of a journal sort by kind, then by number. */
export const journalKey = (transactionId: string, part: { kind: 'write' | 'release'; index: number }): Item =>
  row(journalPartition(transactionId), `${part.kind}#${part.index.toString().padStart(6, '0')}`);
