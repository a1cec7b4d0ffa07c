import type { Image, StreamRecord } from '../../lambda/event-publisher/contract.ts';

/** 2026-11-22T07:00:00Z, in seconds as DynamoDB writes it. */
export const CREATED_AT_S = 1_795_330_800;

export interface StreamRecordOptions {
  readonly owner?: string;
  readonly eventName?: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** Position in the stream; sequence numbers and event ids follow from it. */
  readonly position?: number;
  readonly newImage?: Image;
  readonly oldImage?: Image;
}

/** Sequence numbers of DynamoDB streams are longer than a double holds. */
export function sequenceNumber(position: number): string {
  return (100000000000000000001n * 1000n + BigInt(position)).toString();
}

/** A record of the Records table's stream as Lambda hands it over: parsed from JSON. */
export function streamRecord(options: StreamRecordOptions = {}): StreamRecord {
  const { owner = '0012x000004xuvq', eventName = 'INSERT', position = 1 } = options;
  const keys = { _owner: { S: owner }, _key: { S: `Order#${position}` } };
  const image = (own: Image | undefined) => (own === undefined ? undefined : { ...keys, ...own });
  return {
    eventID: position.toString(16).padStart(32, '0'),
    eventName,
    dynamodb: {
      ApproximateCreationDateTime: CREATED_AT_S,
      SequenceNumber: sequenceNumber(position),
      ...(eventName === 'REMOVE' ? {} : { NewImage: { ...keys, ...options.newImage } }),
      ...(eventName === 'INSERT' ? {} : { OldImage: image(options.oldImage) ?? keys }),
    },
  };
}
