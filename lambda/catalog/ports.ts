import type { CommitReader, RecordStore } from '../domain/commit.ts';

/** Where the catalog is kept: what changing it needs of the record store. */
export type CatalogStore = Pick<RecordStore, 'commit'>;

/** What the rules of the catalog look at. */
export type CatalogReader = Pick<CommitReader, 'names' | 'records' | 'references'>;
