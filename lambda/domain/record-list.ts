import type { RecordKey } from './record.ts';

/**
 * Finds the records of types of which there are few, without a look at any other. What was written just now may be missing, and what was
 * deleted may still be there: read the records themselves.
 */
export interface RecordList {
  /** Keys of the records of a listed type (`ObjectType.listed`), by id. Records of another writer are listed only if they say so. */
  keys(type: string): Promise<readonly RecordKey[]>;
}
