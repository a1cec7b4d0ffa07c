import { RECORD_ATTRIBUTES } from '../domain/record.ts';
import type { Image, StreamRecord } from './contract.ts';

/** What an event says has happened. */
export type Action = 'insert' | 'update' | 'delete';

/** What a stream record tells readers: what happened, and the fields to show. */
export interface PublishedChange {
  readonly action: Action;
  readonly image: Image;
}

const isDeleted = (image: Image | undefined): boolean => image?.[RECORD_ATTRIBUTES.deleted]?.BOOL === true;

/**
 * The change that a stream record stands for. A record marked as deleted is a delete; written over, it is an insert again;
 * `published-before` is the removal of a marked record, whose delete went out when it was marked. Undefined: the record
 * lacks its event name or the image that it should bring.
 */
export function changeOf(record: StreamRecord): PublishedChange | 'published-before' | undefined {
  const { NewImage, OldImage } = record.dynamodb ?? {};
  if (record.eventName === 'REMOVE') {
    if (OldImage === undefined) return undefined;
    return isDeleted(OldImage) ? 'published-before' : { action: 'delete', image: OldImage };
  }
  if (NewImage === undefined || (record.eventName !== 'INSERT' && record.eventName !== 'MODIFY'))
    return undefined;
  if (isDeleted(NewImage)) return { action: 'delete', image: NewImage };
  const isNew = record.eventName === 'INSERT' || isDeleted(OldImage);
  return { action: isNew ? 'insert' : 'update', image: NewImage };
}
