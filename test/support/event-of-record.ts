import { toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import type { JsonObject } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import type { Image } from '../../lambda/event-publisher/contract.ts';
import { JsonBytes } from '../../lambda/event-publisher/json-bytes.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import { streamRecord } from './stream-records.ts';

const RENDERER = new EventRenderer({ format: 'event', source: 'millrace/test' });

/** The event that the publisher makes of a record: what a reader of the stream has parsed. */
export function eventOfRecord(
  fields: JsonObject,
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE' = 'INSERT',
): JsonObject {
  const image = toItem(fields) as unknown as Image;
  const json = new JsonBytes(1024);
  RENDERER.render(streamRecord({ eventName, newImage: image, oldImage: image }), json);
  return parseJson(json.buffer.toString('utf8', 0, json.length)) as JsonObject;
}
