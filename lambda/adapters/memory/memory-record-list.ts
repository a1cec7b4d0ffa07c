import { RECORD_ATTRIBUTES, type RecordKey } from '../../domain/record.ts';
import type { RecordList } from '../../domain/record-list.ts';
import type { MemoryRecordStore } from './memory-record-store.ts';

/** The listed records of a record store in memory. */
export class MemoryRecordList implements RecordList {
  readonly #store: Pick<MemoryRecordStore, 'standing'>;

  constructor(store: Pick<MemoryRecordStore, 'standing'>) {
    this.#store = store;
  }

  async keys(type: string): Promise<readonly RecordKey[]> {
    return this.#store
      .standing()
      .filter(({ fields }) => fields[RECORD_ATTRIBUTES.listed] === type)
      .map(({ key }) => key)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
