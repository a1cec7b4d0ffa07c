import type { RecordStore } from '../domain/commit.ts';

/** Where the customers are. */
export type ServicesStore = RecordStore;

/** What reading a segment needs of it. */
export type SegmentReader = Pick<RecordStore, 'records'>;

/** What reading a customer needs of it. */
export type CustomerReader = Pick<RecordStore, 'records'>;
