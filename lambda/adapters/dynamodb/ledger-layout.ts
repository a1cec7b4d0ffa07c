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

/** Key of an owner's row. */
export const tickKey = (owner: string): Item => row(`tick#${owner}`, 'tick');
/** Key of the row of a name. */
export const nameKey = ({ kind, name }: Name): Item => row(`name#${kind}#${name}`, 'name');
/** Key of the row that says that a slot of ids is taken. */
export const slotKey = (slot: bigint): Item => row(`slot#${slot}`, 'slot');
/** Key of the row of the answer to an idempotency key. */
export const answerKey = (key: string): Item => row(`answer#${key}`, 'answer');
/** Key of a row with a piece of an answer, which only the commit that wrote it refers to. */
export const answerPartKey = (key: string, part: { transactionId: string; index: number }): Item =>
  row(`answer#${key}`, `part#${part.transactionId}#${part.index.toString().padStart(4, '0')}`);
/** Partition of the counters of one record. */
export const referencesPartition = (target: RecordKey): string =>
  `references#${JSON.stringify([target.owner, sortKey(target)])}`;
/** Keys of all counters of one record, by shard. */
export const referenceKeys = (target: RecordKey): readonly Item[] =>
  SHARDS.map((shard) => row(referencesPartition(target), shard));
/** Partition of a journal: its head and its rows. */
export const journalPartition = (transactionId: string): string => `journal#${transactionId}`;
/** Key of a journal's head. */
export const headKey = (transactionId: string): Item => row(journalPartition(transactionId), 'head');
/** Key of a row of a journal; they sort by kind, then by number. */
export const journalKey = (transactionId: string, part: { kind: 'write' | 'release'; index: number }): Item =>
  row(journalPartition(transactionId), `${part.kind}#${part.index.toString().padStart(6, '0')}`);
