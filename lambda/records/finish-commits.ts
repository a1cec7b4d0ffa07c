import type { Clock } from '../domain/clock.ts';
import type { UnfinishedCommits } from './ports.ts';

/** A commit that began less than this ago is most likely still in the hands of the one who began it. */
const LEFT_ALONE_MS = 15_000;

export interface FinishCommitsOptions {
  readonly commits: UnfinishedCommits;
  readonly clock: Clock;
  /** Epoch milliseconds after which no other commit is begun with; the next run goes on. */
  readonly deadline: number;
}

/** What a run did, and the first commit that it could not end. */
export interface FinishedCommits {
  readonly finished: number;
  readonly undone: number;
  readonly failed: number;
  /** Age of the oldest commit that was found, 0 when there was none. */
  readonly oldestAgeMs: number;
  readonly failure?: { readonly transactionId: string; readonly error: unknown };
}

/** Ends every commit that a crash has left, oldest first. One that cannot be ended keeps no other from it. */
export async function finishCommits(options: FinishCommitsOptions): Promise<FinishedCommits> {
  const { commits, clock, deadline } = options;
  const counts = { finished: 0, undone: 0, failed: 0, oldestAgeMs: 0 };
  let failure: FinishedCommits['failure'];
  for await (const { transactionId, since } of commits.unfinishedCommits(clock() - LEFT_ALONE_MS)) {
    if (clock() >= deadline) break;
    counts.oldestAgeMs = Math.max(counts.oldestAgeMs, clock() - since);
    try {
      const settlement = await commits.settleCommit(transactionId);
      if (settlement === 'finished' || settlement === 'undone') counts[settlement] += 1;
    } catch (error) {
      counts.failed += 1;
      failure ??= { transactionId, error };
    }
  }
  return { ...counts, ...(failure && { failure }) };
}
