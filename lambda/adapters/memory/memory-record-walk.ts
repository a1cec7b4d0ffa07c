import { AppError } from '../../domain/app-error.ts';
import { type StoredRecord, sortKey } from '../../domain/record.ts';
import type { RecordWalk, WalkPage, WalkRequest } from '../../domain/record-walk.ts';
import type { MemoryRecordStore } from './memory-record-store.ts';

/** A walk through a record store in memory. Owners are spread over the segments by their names. */
export class MemoryRecordWalk implements RecordWalk {
  readonly #store: Pick<MemoryRecordStore, 'standing'>;

  constructor(store: Pick<MemoryRecordStore, 'standing'>) {
    this.#store = store;
  }

  async page({ types, segment, segments, after, limit = 1000 }: WalkRequest): Promise<WalkPage> {
    if (after !== undefined && segmentOf(ownerIn(after), segments) !== segment)
      throw new AppError('VALIDATION_FAILED', 'the walk has no such place in this segment');
    const rest = this.#store
      .standing()
      .filter(({ key }) => segmentOf(key.owner, segments) === segment)
      .map((record) => ({ record, place: placeOf(record) }))
      .sort((a, b) => (a.place < b.place ? -1 : 1))
      .filter(({ place }) => after === undefined || place > after);
    const looked = rest.slice(0, limit);
    const last = looked.at(-1);
    return {
      records: looked.map(({ record }) => record).filter(({ key }) => types.includes(key.type)),
      ...(last !== undefined && rest.length > looked.length && { next: last.place }),
    };
  }
}

function placeOf({ key }: StoredRecord): string {
  return [key.owner, sortKey(key)].map(encodeURIComponent).join('/');
}

/** Empty where the text is no place. */
function ownerIn(place: string): string {
  const [, owner = ''] = /^([^/]+)\/[^/]+$/.exec(place) ?? [];
  try {
    return decodeURIComponent(owner);
  } catch {
    return '';
  }
}

function segmentOf(owner: string, segments: number): number {
  const hash = [...owner].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
  return owner === '' ? -1 : hash % segments;
}
