import type { CommitOptions, CommitReceipt } from '../../domain/commit.ts';
import type { JsonObject } from '../../domain/json.ts';
import { keptAnswer } from './answers.ts';
import { fitsOneTransaction } from './commit-writes.ts';
import type { Journal } from './journal.ts';
import { commitJournalled } from './journalled-commit.ts';
import { type CommitOutcome, type PlannedWrite, refusal, unlocked } from './planned-write.ts';
import type { TableCalls } from './table-calls.ts';
import { type TableNames, transactAction } from './write.ts';

export interface ApplyWritesOptions {
  readonly calls: TableCalls;
  readonly tables: TableNames;
  readonly journal: Journal;
  readonly writes: readonly PlannedWrite[];
  /** The answer to be kept with the writes; undefined: none. */
  readonly keep:
    | { readonly idempotency: NonNullable<CommitOptions['idempotency']>; readonly answer: JsonObject }
    | undefined;
  readonly receipt: CommitReceipt;
  readonly deadline: number;
}

/** Applies all writes of a commit or none: in one transaction if they fit, by way of a journal if they do not. */
export async function applyWrites(options: ApplyWritesOptions): Promise<CommitOutcome> {
  const { calls, tables, keep, receipt, deadline } = options;
  const { transactionId, at } = receipt;
  const journalled = !fitsOneTransaction(options.writes);
  const kept = keep && keptAnswer({ ...keep, transactionId, journalled, now: at });
  if (kept !== undefined && kept.parts.length > 0)
    await calls.write(
      tables.ledger,
      kept.parts.map((Item) => ({ PutRequest: { Item } })),
    );
  const writes = kept === undefined ? options.writes : [...options.writes, kept.write];
  if (writes.length === 0) return { kind: 'done' };
  if (journalled) return commitJournalled({ ...options, transactionId, writes });
  const actions = writes.map((write) => transactAction(tables, unlocked(write)));
  const outcome = await calls.transact(actions, deadline);
  return outcome.kind === 'done' ? outcome : refusal(writes, outcome.reasons);
}
