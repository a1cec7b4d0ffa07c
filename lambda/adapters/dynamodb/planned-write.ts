import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../domain/app-error.ts';
import { fromItem } from './attribute-value.ts';
import { LEDGER } from './ledger-layout.ts';
import type { Condition, Write } from './write.ts';

/** One write of a commit, what it needs to find, and what it is about. */
export interface PlannedWrite {
  readonly about: 'tick' | 'answer' | 'slot' | 'name' | 'reference' | 'record';
  readonly write: Write;
  readonly condition: Condition;
}

/**
 * Why a commit did not happen. `heldBy` are journalled commits that had rows locked. `contradiction`: what the plan
 * took to be otherwise, though nobody came between; undefined when trying again is all that is needed.
 */
export interface Refusal {
  readonly kind: 'refused';
  readonly heldBy: readonly string[];
  readonly contradiction?: string;
}

/** What has become of a commit's writes: all of them, or none and why. */
export type CommitOutcome = { readonly kind: 'done' } | Refusal;

/** Rows that other commits advance all the time: finding them changed says that another was faster. */
const CONTENDED: ReadonlySet<PlannedWrite['about']> = new Set(['tick', 'answer', 'slot']);

/** Rows that a journalled commit locks until its records are written. */
export function isLocked({ about }: PlannedWrite): boolean {
  return about === 'tick' || about === 'name' || about === 'reference';
}

/** The condition of a write that must not come upon a row that a journalled commit holds. */
export function unlocked(planned: PlannedWrite): PlannedWrite {
  const free: Condition = [[{ attribute: LEDGER.applying, is: 'absent' }]];
  return isLocked(planned) ? { ...planned, condition: [...planned.condition, ...free] } : planned;
}

/**
 * Reads a cancelled transaction's reasons, which stand in the order of its writes. Throws AppError RECORD_TOO_LARGE
 * when an update would have made a record larger than DynamoDB holds.
 */
export function refusal(writes: readonly PlannedWrite[], reasons: readonly CancellationReason[]): Refusal {
  const blamed = reasons.flatMap((reason, index) => {
    const planned = writes[index];
    return planned === undefined || (reason.Code ?? 'None') === 'None' ? [] : [{ planned, reason }];
  });
  for (const { planned, reason } of blamed)
    if (reason.Code === 'ValidationError') throw refusedRecord(planned, reason);
  const heldBy = blamed.flatMap(({ reason }) => reason.Item?.[LEDGER.applying]?.S ?? []);
  const wrong = blamed.filter(
    ({ planned, reason }) => reason.Code === 'ConditionalCheckFailed' && !CONTENDED.has(planned.about),
  );
  const contradicted = heldBy.length === 0 && wrong.length > 0 && wrong.length === blamed.length;
  return {
    kind: 'refused',
    heldBy,
    ...(contradicted && { contradiction: wrong.map(({ planned }) => nameOf(planned)).join('; ') }),
  };
}

function refusedRecord(planned: PlannedWrite, reason: CancellationReason): AppError {
  return /size/i.test(reason.Message ?? '')
    ? new AppError('RECORD_TOO_LARGE', `${nameOf(planned)} would be larger than the 400 KB that can be kept`)
    : new AppError('INTERNAL', `${nameOf(planned)} was not accepted: ${reason.Message}`);
}

/** The item that a write is about, for messages. */
export function nameOf({ write }: PlannedWrite): string {
  return Object.values(fromItem(write.key)).join(' ');
}
