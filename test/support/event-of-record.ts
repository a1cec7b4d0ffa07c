import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import type { AttributeValue, Image } from '../../lambda/event-publisher/contract.ts';
import { JsonBytes } from '../../lambda/event-publisher/json-bytes.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import { streamRecord } from './stream-records.ts';

const RENDERER = new EventRenderer({ format: 'event', source: 'millrace/test' });

/** The event that the publisher makes of a record as the table gives it back: what a reader of the stream has parsed. */
export function eventOfRecord(
  fields: JsonObject,
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE' = 'INSERT',
): JsonObject {
  const image = imageOf(fields);
  const json = new JsonBytes(1024);
  RENDERER.render(streamRecord({ eventName, newImage: image, oldImage: image }), json);
  return parseJson(json.buffer.toString('utf8', 0, json.length)) as JsonObject;
}

function imageOf(fields: JsonObject): Image {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, attributeOf(value)]));
}

function attributeOf(value: JsonValue): AttributeValue {
  if (isJsonNumber(value)) return { N: value.rawJSON };
  if (isJsonArray(value)) return { L: value.map(attributeOf) };
  if (isJsonObject(value)) return { M: imageOf(value) };
  if (value === null) return { NULL: true };
  return typeof value === 'string' ? { S: value } : { BOOL: value === true };
}
