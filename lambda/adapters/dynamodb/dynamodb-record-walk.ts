import { AppError } from '../../domain/app-error.ts';
import { RECORD_ATTRIBUTES } from '../../domain/record.ts';
import type { RecordWalk, WalkPage, WalkRequest } from '../../domain/record-walk.ts';
import type { Item } from './attribute-value.ts';
import { keyOf } from './record-writes.ts';
import { type RecordsTableOptions, recordsTableCalls } from './records-table.ts';
import { storedRecord } from './stored-record.ts';
import type { TableCalls } from './table-calls.ts';

const { owner: OWNER, key: KEY } = RECORD_ATTRIBUTES;

/**
 * A walk as a consistent parallel scan of the Records table, filtered by the object types in the sort keys: it pays for all that it looks
 * at, 0.25 request units a kilobyte.
 */
export class DynamoDbRecordWalk implements RecordWalk {
  readonly #calls: TableCalls;
  readonly #table: string;

  constructor(options: RecordsTableOptions) {
    this.#calls = recordsTableCalls(options);
    this.#table = options.table;
  }

  async page({ types, segment, segments, after, limit }: WalkRequest): Promise<WalkPage> {
    const { items, last } = await this.#scan(after, {
      TableName: this.#table,
      ConsistentRead: true,
      Segment: segment,
      TotalSegments: segments,
      ...(limit !== undefined && { Limit: limit }),
      FilterExpression: types.map((_, index) => `begins_with(#k, :t${index})`).join(' OR '),
      ExpressionAttributeNames: { '#k': KEY },
      ExpressionAttributeValues: Object.fromEntries(
        types.map((type, index) => [`:t${index}`, { S: `${type}#` }]),
      ),
    });
    return {
      records: items.flatMap((item) => storedRecord(keyOf(item), item) ?? []),
      ...(last !== undefined && { next: placeText(last) }),
    };
  }

  async #scan(
    after: string | undefined,
    input: Parameters<TableCalls['scan']>[0],
  ): ReturnType<TableCalls['scan']> {
    if (after === undefined) return this.#calls.scan(input);
    const start = startKey(after);
    try {
      return await this.#calls.scan({ ...input, ExclusiveStartKey: start });
    } catch (error) {
      // The only part of the call that others have a hand in. DynamoDB knows which segment a key is in.
      if (error instanceof Error && error.name === 'ValidationException') throw noSuchPlace(error);
      throw error;
    }
  }
}

/** ASCII, so that it may stand in a header; it says no more than the records of the page do. */
function placeText(last: Item): string {
  return [last[OWNER]?.S ?? '', last[KEY]?.S ?? ''].map(encodeURIComponent).join('/');
}

function startKey(place: string): Item {
  const [, owner, key] = /^([^/]+)\/([^/]+)$/.exec(place) ?? [];
  if (owner === undefined || key === undefined) throw noSuchPlace();
  try {
    return { [OWNER]: { S: decodeURIComponent(owner) }, [KEY]: { S: decodeURIComponent(key) } };
  } catch (error) {
    throw noSuchPlace(error);
  }
}

function noSuchPlace(cause?: unknown): AppError {
  return new AppError('VALIDATION_FAILED', 'the walk has no such place in this segment', { cause });
}
