/** A commit that takes more than one transaction and has not ended. */
export interface UnfinishedCommit {
  readonly transactionId: string;
  /** Epoch milliseconds at which it began. */
  readonly since: number;
}

/**
 * What has become of a journalled commit. `absent`: it is over. `finished`, `undone`: it is now, and was not before.
 * `preparing`: it has not happened and still may. `applying`: it has, and the one who began it is writing its records.
 */
export type Settlement = 'absent' | 'finished' | 'undone' | 'preparing' | 'applying';

/** Commits that may have been left by a crash. */
export interface UnfinishedCommits {
  /** Those that began before a time (epoch ms), oldest first. Some may have ended a moment ago. */
  unfinishedCommits(before: number): AsyncIterable<UnfinishedCommit>;
  /** Ends a commit, unless the one who began it is still about it. May be repeated, and done by several at once. */
  settleCommit(transactionId: string): Promise<Settlement>;
}
