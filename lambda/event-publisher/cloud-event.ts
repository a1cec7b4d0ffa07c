import type { PublishedChange } from './change-of.ts';
import type { Image, StreamRecord } from './contract.ts';

const EVENT_TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)$/;

/** CloudEvents `type`: `millrace.order_item.insert`; a record that names no object type is a `record`. */
export function eventType({ action, image }: PublishedChange): string {
  const name = (image['Object Type']?.S ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return `millrace.${name || 'record'}.${action}`;
}

/**
 * CloudEvents `time` (RFC 3339): when the record says it was modified; when it was removed or says nothing readable, when
 * DynamoDB says the change was made, to the second. Undefined when neither is known.
 */
export function eventTime(record: StreamRecord, image: Image): string | undefined {
  const modified = record.eventName === 'REMOVE' ? undefined : EVENT_TIMESTAMP.exec(image.Modified?.S ?? '');
  if (modified) {
    const [, date, time, offset] = modified;
    const text = `${date}T${time}${offset === '+00' ? 'Z' : `${offset}:00`}`;
    if (!Number.isNaN(Date.parse(text))) return text;
  }
  const seconds = record.dynamodb?.ApproximateCreationDateTime;
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
}
