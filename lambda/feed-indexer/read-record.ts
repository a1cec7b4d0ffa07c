import type { FeedObject } from '../domain/feed-log.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { parseJson } from '../domain/parse-json.ts';
import { textField } from '../domain/record.ts';
import type { KinesisRecord } from './contract.ts';
import type { NewEvent } from './ports.ts';

/** Renders an event for the feed; undefined when it is of no type of the model. */
export type RenderEvent = (
  event: JsonObject,
  source: { readonly owner: string; readonly receivedAt: number },
) => FeedObject | undefined;

/** A record of the stream, as far as it says where it stands. */
export interface Place {
  readonly shard: string;
  readonly sequence: string;
  readonly owner: string;
}

/** What a record of the stream means for the feed: an event, one that the feed does not show, or that it can never be logged, and why. */
export type Reading =
  | { readonly is: 'event'; readonly place: Place; readonly event: NewEvent }
  | { readonly is: 'of no type' }
  | { readonly is: 'unreadable'; readonly reason: UnreadableReason };

/** Why a record can never be logged. */
export type UnreadableReason = 'no-place' | 'no-json' | 'no-event' | 'unrenderable' | 'too-large';

/** Far beyond what a record of the table can become, and far below what a transaction takes. */
const MAX_EVENT_CHARACTERS = 2 * 1024 * 1024;

/** Kinesis numbers are decimal and have at most 128 digits (API Reference, Record). */
const SEQUENCE = /^\d{1,128}$/;

/** Reads records of the event stream, as events or inside CloudEvents. Never throws. */
export class RecordReader {
  readonly #render: RenderEvent;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });

  constructor(render: RenderEvent) {
    this.#render = render;
  }

  /** `now`: when it was received, if the record does not say. The same record reads the same each time. */
  read({ eventID = '', kinesis = {} }: KinesisRecord, now: number): Reading {
    const { partitionKey: owner = '', sequenceNumber: sequence = '' } = kinesis;
    const shard = eventID.slice(0, eventID.indexOf(':'));
    if (owner === '' || shard === '' || !SEQUENCE.test(sequence)) return unreadable('no-place');
    const json = this.#json(kinesis.data ?? '');
    if (json === undefined) return unreadable('no-json');
    const event = 'specversion' in json && isJsonObject(json.data) ? json.data : json;
    const eventId = textField(event, '_event_id') ?? '';
    if (eventId === '' || textField(event, '_action') === undefined) return unreadable('no-event');
    const seconds = kinesis.approximateArrivalTimestamp;
    const receivedAt = seconds === undefined ? now : Math.floor(seconds * 1000);
    try {
      const object = this.#render(event, { owner, receivedAt });
      if (object === undefined) return { is: 'of no type' };
      if (object.header.length + object.body.length > MAX_EVENT_CHARACTERS) return unreadable('too-large');
      return { is: 'event', place: { shard, sequence, owner }, event: { ...object, eventId } };
    } catch {
      return unreadable('unrenderable');
    }
  }

  #json(base64: string): JsonObject | undefined {
    try {
      const value = parseJson(this.#utf8.decode(Buffer.from(base64, 'base64')));
      return isJsonObject(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

function unreadable(reason: UnreadableReason): Reading {
  return { is: 'unreadable', reason };
}
