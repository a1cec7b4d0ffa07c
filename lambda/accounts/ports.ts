import type { CommitReader, RecordStore } from '../domain/commit.ts';
import type { Preparation, PreparedCommand } from '../rules/service-method.ts';

/** Where accounts are kept, with all that belongs to them. */
export type AccountStore = RecordStore;

/** What the rules of accounts look at. */
export type AccountReader = CommitReader;

/** A command on accounts, as `runMethod` runs it. */
export interface AccountCommand {
  prepare(preparation: Preparation): Promise<PreparedCommand>;
}
