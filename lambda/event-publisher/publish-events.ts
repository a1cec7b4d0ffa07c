import { lowestSequenceNumber } from '../domain/lowest-sequence-number.ts';
import { Unrenderable } from './attribute-json.ts';
import type { BatchResponse, StreamRecord } from './contract.ts';
import { BatchDelivery, type DeliveryDependencies, type DeliveryReport } from './deliver-batch.ts';
import { JsonBytes } from './json-bytes.ts';
import { CALL_LIMITS } from './lanes.ts';
import { type EventRenderer, ownerOf } from './render-event.ts';

/** A Kinesis partition key has at most so many characters (Kinesis API Reference). */
const MAX_PARTITION_KEY = 256;
/** Grows to what a batch needs; beyond this it is given back after the batch. */
const INITIAL_BYTES = 1024 * 1024;
const KEPT_BYTES = 32 * 1024 * 1024;

export interface EventPublisherOptions extends DeliveryDependencies {
  readonly renderer: EventRenderer;
  /** The largest record that the stream takes, data and key together. */
  readonly maxRecordBytes: number;
}

/** What became of a batch: each record is published, parked, skipped or failed. */
export interface PublishReport extends DeliveryReport {
  readonly records: number;
  /** Records that were published before and have no event of their own. */
  readonly skipped: number;
  /** Records that are neither delivered nor parked: they come again. */
  readonly failed: number;
  readonly response: BatchResponse;
}

/**
 * Publishes batches of a DynamoDB stream's records, one batch at a time: an account's events in stream order, what can never be
 * sent parked whole. What is neither by the deadline is reported, so that Lambda comes again from the lowest such record.
 */
export class EventPublisher {
  private readonly options: EventPublisherOptions;
  private json = new JsonBytes(INITIAL_BYTES);

  constructor(options: EventPublisherOptions) {
    this.options = options;
  }

  /** `deadline`: epoch milliseconds at which this must be over. Safe to repeat: a duplicate has the bytes of the first. */
  async publish(records: readonly StreamRecord[], deadline: number): Promise<PublishReport> {
    const delivery = new BatchDelivery(this.options, deadline);
    const skipped = this.renderAll(records, delivery);
    const failed = await delivery.run();
    if (this.json.buffer.length > KEPT_BYTES) this.json = new JsonBytes(INITIAL_BYTES);
    return {
      ...delivery.report,
      records: records.length,
      skipped,
      failed: failed.length,
      response: responseFor(records, failed),
    };
  }

  /** Returns how many records have no event. */
  private renderAll(records: readonly StreamRecord[], delivery: BatchDelivery): number {
    this.json.length = 0;
    let skipped = 0;
    records.forEach((record, index) => {
      const reason = this.renderOne(record, index, delivery);
      if (reason === 'skipped') skipped += 1;
      else if (reason !== undefined) {
        delivery.park({ index, record, owner: ownerSafely(record) ?? '', reason });
      }
    });
    return skipped;
  }

  /** Returns why the record cannot be sent; undefined when it is on its way. */
  private renderOne(record: StreamRecord, index: number, delivery: BatchDelivery): string | undefined {
    const { json } = this;
    const start = json.length;
    const reason = this.appendEvent(record);
    if (reason !== undefined) {
      json.length = start;
      return reason;
    }
    const owner = ownerOf(record);
    if (!isPartitionKey(owner)) {
      json.length = start;
      return 'no-partition-key';
    }
    const size = json.length - start + utf8Length(owner);
    if (size > Math.min(this.options.maxRecordBytes, CALL_LIMITS.bytes)) {
      json.length = start;
      return 'too-large';
    }
    delivery.send({
      index,
      record,
      partitionKey: owner,
      bytes: json.buffer,
      start,
      end: json.length,
      size,
      attempts: 0,
    });
    return undefined;
  }

  private appendEvent(record: StreamRecord): string | undefined {
    try {
      return this.options.renderer.render(record, this.json) ? undefined : 'skipped';
    } catch (error) {
      // Whatever goes wrong with one record, the others go on.
      return error instanceof Unrenderable ? 'unrenderable' : 'rendering-failed';
    }
  }
}

function ownerSafely(record: StreamRecord): string | undefined {
  try {
    return ownerOf(record);
  } catch {
    return undefined;
  }
}

function isPartitionKey(owner: string | undefined): owner is string {
  return owner !== undefined && owner !== '' && owner.length <= MAX_PARTITION_KEY && owner.isWellFormed();
}

/** Bytes of a text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/**
 * Names the failed record with the lowest sequence number: Lambda starts again there. A record without a number makes the whole
 * batch come again, which loses nothing.
 */
function responseFor(records: readonly StreamRecord[], failed: readonly number[]): BatchResponse {
  const lowest = lowestSequenceNumber(failed.map((index) => records[index]?.dynamodb?.SequenceNumber));
  return { batchItemFailures: lowest === undefined ? [] : [{ itemIdentifier: lowest }] };
}
