import { AppError } from '../domain/app-error.ts';
import type { CommitOptions, CommitReceipt, RecordStore } from '../domain/commit.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import { Moved, type Preparation, type PreparedCommand } from './service-method.ts';

/** Where a method is run, and how often and how long it may be tried. */
export interface RunMethodOptions extends Pick<CommitOptions, 'idempotency' | 'deadline'> {
  readonly store: RecordStore;
  readonly body: JsonObject;
  newId(): string;
  /** How the answer writes the ids of what was changed. @default texts */
  readonly ids?: 'texts' | 'numbers';
}

const MOST_PREPARATIONS = 10;

/**
 * Prepares a command and commits it, again while what it needs moves from one customer to another meanwhile. Resolves to what `commit`
 * does: the transaction id, the changes in the order of their ticks, the method's details. Throws what the command and `commit` throw.
 */
export async function runMethod(
  command: { prepare(preparation: Preparation): Promise<PreparedCommand> },
  { store, body, newId, idempotency, deadline, ids }: RunMethodOptions,
): ReturnType<RecordStore['commit']> {
  for (let tried = 0; tried < MOST_PREPARATIONS; tried += 1) {
    const prepared = await command.prepare({ body, reader: store, newId }).catch(refusedInPlan);
    try {
      return await store.commit(
        { owners: prepared.owners, idempotency, deadline },
        {
          plan: (context) => prepared.plan(context),
          answer: (receipt) => ({ ...changeAnswer(receipt, ids), ...prepared.details?.(receipt) }),
        },
      );
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
    }
  }
  throw new AppError('CONTENTION', 'what the command is about keeps changing; send it again', {
    retryable: true,
  });
}

/**
 * A command that cannot be prepared any more may have been carried out before, under the same idempotency key: the commit, which
 * knows the first answer, has the first word.
 */
function refusedInPlan(error: unknown): PreparedCommand {
  return { owners: [], plan: () => Promise.reject(error) };
}

/** The transaction id and the changes of a commit. */
export function changeAnswer(receipt: CommitReceipt, ids: 'texts' | 'numbers' = 'texts'): JsonObject {
  return {
    transactionId: receipt.transactionId,
    changes: receipt.changes.map(({ action, key, tick }) => ({
      action,
      objectType: key.type,
      id: ids === 'numbers' ? exactNumber(key.id) : key.id,
      owner: key.owner,
      tick: exactNumber(tick),
    })),
  };
}
