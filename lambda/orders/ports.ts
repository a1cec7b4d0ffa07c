import type { CommitReader, RecordStore } from '../domain/commit.ts';

/** Where orders are kept: what submitting needs of the record store. */
export type OrderStore = Pick<RecordStore, 'commit'>;

/** Where orders are found: what reading them needs of the record store, in a commit or outside one. */
export type OrderReader = Pick<CommitReader, 'names' | 'records' | 'recordsBetween'>;
