import type { AttributeValue as SdkAttribute } from '@aws-sdk/client-dynamodb';
import { toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import type { JsonObject } from '../../lambda/domain/json.ts';
import type { Image, StreamRecord } from '../../lambda/sync-enqueuer/contract.ts';
import { CREATED_AT_S, sequenceNumber } from './stream-records.ts';

/** A Records table with one writer, who asks nobody, and its stream. */
export class RecordStream {
  readonly records: StreamRecord[] = [];
  readonly #items = new Map<string, Image>();

  /** What stands now; undefined when the record is not there, or marked as deleted. */
  current(key: string): Image | undefined {
    const image = this.#items.get(key);
    return image?._deleted?.BOOL === true ? undefined : image;
  }

  /** Writes a record, whether it was there or not. */
  put(key: string, fields: JsonObject): void {
    this.#change(key, { ...keysOf(key), ...imageOf(fields) });
  }

  /** Marks a record as deleted, as Millrace does. */
  mark(key: string): void {
    const image = this.current(key);
    if (image !== undefined) this.#change(key, { ...image, _deleted: { BOOL: true }, _expires: { N: '1' } });
  }

  /** Removes an item, as time to live does, or another writer. */
  remove(key: string): void {
    this.#change(key, undefined);
  }

  #change(key: string, image: Image | undefined): void {
    const before = this.#items.get(key);
    if (image === undefined) this.#items.delete(key);
    else this.#items.set(key, image);
    if (before === undefined && image === undefined) return;
    const position = this.records.length + 1;
    this.records.push({
      eventID: position.toString(16).padStart(32, '0'),
      eventName: before === undefined ? 'INSERT' : image === undefined ? 'REMOVE' : 'MODIFY',
      dynamodb: {
        ApproximateCreationDateTime: CREATED_AT_S + position,
        SequenceNumber: sequenceNumber(position),
        Keys: keysOf(key),
        ...(image && { NewImage: image }),
        ...(before && { OldImage: before }),
      },
    });
  }
}

function keysOf(key: string): Image {
  return { _owner: { S: key.slice(key.indexOf('#') + 1) }, _key: { S: key } };
}

/** Fields as they stand in a stream record. */
export function imageOf(fields: JsonObject): Image {
  return toItem(fields) as Record<string, SdkAttribute> as Image;
}
