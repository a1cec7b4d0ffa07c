import { INTERNAL_ATTRIBUTES, RECORD_ATTRIBUTES } from '../domain/record.ts';
import { KeyCache, Unrenderable, writeAttributeOrNull, writeAttributes } from './attribute-json.ts';
import { type Action, changeOf, type PublishedChange } from './change-of.ts';
import { eventTime, eventType } from './cloud-event.ts';
import type { EventFormat, StreamRecord } from './contract.ts';
import { type FixedText, fixedText, type JsonBytes } from './json-bytes.ts';
import { withKeptTexts } from './kept-numbers.ts';

const OPEN = 0x7b;
const CLOSE = fixedText('}');

/** Set by the house in every event, whatever a foreign record has under these names. */
const STAMPS = ['_action', '_event_id', RECORD_ATTRIBUTES.transactionId, RECORD_ATTRIBUTES.tick];

const ACTION: Readonly<Record<Action, FixedText>> = {
  insert: fixedText(',"_action":"insert","_event_id":'),
  update: fixedText(',"_action":"update","_event_id":'),
  delete: fixedText(',"_action":"delete","_event_id":'),
};
const TRANSACTION_ID = fixedText(`,"${RECORD_ATTRIBUTES.transactionId}":`);
const TICK = fixedText(`,"${RECORD_ATTRIBUTES.tick}":`);

const ENVELOPE = {
  id: fixedText('{"specversion":"1.0","id":'),
  source: fixedText(',"source":'),
  type: fixedText(',"type":'),
  subject: fixedText(',"subject":'),
  time: fixedText(',"time":'),
  partitionKey: fixedText(',"datacontenttype":"application/json","partitionkey":'),
  data: fixedText(',"data":'),
};

export interface EventRendererOptions {
  readonly format: EventFormat;
  /** CloudEvents `source`. */
  readonly source: string;
}

/** The record's owner, and so its event's partition key; undefined when it has none that is a text. */
export function ownerOf(record: StreamRecord): string | undefined {
  const image = record.dynamodb?.NewImage ?? record.dynamodb?.OldImage;
  const owner = image?.[RECORD_ATTRIBUTES.owner]?.S;
  return typeof owner === 'string' ? owner : undefined;
}

/** Renders stream records as events. One for each publisher: it remembers how keys are written. */
export class EventRenderer {
  private readonly keys = new KeyCache([...INTERNAL_ATTRIBUTES, ...STAMPS]);
  private readonly options: EventRendererOptions;

  constructor(options: EventRendererOptions) {
    this.options = options;
  }

  /**
   * Appends the record's event as JSON; the same record gives the same bytes each time. False, and nothing is appended, when the
   * change has been published before. Throws Unrenderable, with some bytes appended, when it has no event.
   */
  render(record: StreamRecord, json: JsonBytes): boolean {
    const change = changeOf(record);
    if (change === 'published-before') return false;
    if (change === undefined) throw new Unrenderable('a stream record without its event name or image');
    if (!record.eventID) throw new Unrenderable('a stream record without an eventID');
    if (this.options.format === 'event') {
      this.writeEvent(json, change, record.eventID);
      return true;
    }
    this.writeEnvelope(json, change, record);
    this.writeEvent(json, change, record.eventID);
    json.fixed(CLOSE);
    return true;
  }

  private writeEvent(json: JsonBytes, { action, image }: PublishedChange, eventId: string): void {
    const start = json.length;
    writeAttributes(json, this.keys, withKeptTexts(image));
    json.fixed(ACTION[action]);
    json.string(eventId);
    json.fixed(TRANSACTION_ID);
    writeAttributeOrNull(json, this.keys, image[RECORD_ATTRIBUTES.transactionId]);
    json.fixed(TICK);
    writeAttributeOrNull(json, this.keys, image[RECORD_ATTRIBUTES.tick]);
    json.fixed(CLOSE);
    // The first member's comma gives way to the bracket.
    json.buffer[start] = OPEN;
  }

  /** CloudEvents 1.0, JSON event format, structured mode, with the Partitioning extension. */
  private writeEnvelope(json: JsonBytes, change: PublishedChange, record: StreamRecord): void {
    const member = (name: FixedText, value: string | undefined) => {
      if (value === undefined || value === '') return;
      json.fixed(name);
      json.string(value);
    };
    member(ENVELOPE.id, record.eventID);
    member(ENVELOPE.source, this.options.source);
    member(ENVELOPE.type, eventType(change));
    member(ENVELOPE.subject, change.image[RECORD_ATTRIBUTES.key]?.S);
    member(ENVELOPE.time, eventTime(record, change.image));
    member(ENVELOPE.partitionKey, ownerOf(record));
    json.fixed(ENVELOPE.data);
  }
}
