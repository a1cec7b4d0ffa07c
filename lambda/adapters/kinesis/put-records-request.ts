import type { OutgoingEvent } from '../../event-publisher/ports.ts';

const BEFORE_DATA = Buffer.from('{"Data":"');
const AFTER_DATA = Buffer.from('","PartitionKey":');
const END_OF_RECORD = Buffer.from('},');
const END_OF_RECORDS = Buffer.from(']}');

/** Base64, the partition key at three bytes a character and six for an escape, and what stands around them. */
function largestRecord({ start, end, partitionKey }: OutgoingEvent): number {
  return Math.ceil((end - start) / 3) * 4 + partitionKey.length * 6 + 64;
}

function append(body: Buffer, at: number, bytes: Buffer): number {
  body.set(bytes, at);
  return at + bytes.length;
}

/**
 * Writes bodies of PutRecords: each event's base64 goes straight into the body, without a JSON.stringify of it all (a tenth of
 * the time at 4.6 kB). A buffer that is given back is used again.
 */
export class PutRecordsRequests {
  private readonly head: Buffer;
  private readonly spare: Buffer[] = [];

  /** `stream`: name or ARN. */
  constructor(stream: string) {
    const member = stream.startsWith('arn:') ? 'StreamARN' : 'StreamName';
    this.head = Buffer.from(`{"${member}":${JSON.stringify(stream)},"Records":[`);
  }

  /** The body of a call, at least one event. Partition keys are well-formed UTF-16. */
  write(events: readonly OutgoingEvent[]): Buffer {
    const room = events.reduce((sum, event) => sum + largestRecord(event), this.head.length + 16);
    const body = this.take(room);
    let at = append(body, 0, this.head);
    for (const { bytes, start, end, partitionKey } of events) {
      at = append(body, at, BEFORE_DATA);
      at += body.write(bytes.toString('base64', start, end), at, 'latin1');
      at = append(body, at, AFTER_DATA);
      at += body.write(JSON.stringify(partitionKey), at);
      at = append(body, at, END_OF_RECORD);
    }
    // The last comma gives way to the end.
    return body.subarray(0, append(body, at - 1, END_OF_RECORDS));
  }

  /** Gives a body back once nothing reads it any more. */
  release(body: Buffer): void {
    this.spare.push(Buffer.from(body.buffer, 0, body.buffer.byteLength));
  }

  private take(room: number): Buffer {
    const spare = this.spare.pop();
    if (spare !== undefined && spare.length >= room) return spare;
    // A power of two: sizes that vary a little find a spare one that fits.
    return Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(room)));
  }
}
