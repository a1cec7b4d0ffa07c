/** What the function reads from its environment. */
export interface EventPublisherEnvironment {
  readonly STAGE: string;
  /** Name of the Kinesis stream. */
  readonly EVENT_STREAM: string;
  /** `event` as in the OM Plus documents, or `cloudevents`: the same inside a CloudEvents 1.0 envelope. */
  readonly EVENT_FORMAT: string;
  /** CloudEvents `source`, a URI reference. */
  readonly EVENT_SOURCE: string;
  /** The stream's largest record, key and data together: 1048576 unless the stream was raised above it. */
  readonly MAX_RECORD_BYTES: string;
  /** Bucket where records that can never be sent are kept whole. */
  readonly PARKING_BUCKET: string;
}

/** The forms that an event can have, as EVENT_FORMAT names them. */
export const EVENT_FORMATS = ['event', 'cloudevents'] as const;
/** One of EVENT_FORMATS. */
export type EventFormat = (typeof EVENT_FORMATS)[number];

/** An attribute as DynamoDB writes it into its stream: exactly one member is there. `B` is base64 text. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly M?: Image;
  readonly L?: readonly AttributeValue[];
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
}

/** An item: its attributes by name. */
export type Image = Readonly<Record<string, AttributeValue>>;

/** One record of a DynamoDB stream (new and old images), as Lambda hands it over. */
export interface StreamRecord {
  readonly eventID?: string;
  readonly eventName?: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly dynamodb?: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime?: number;
    readonly SequenceNumber?: string;
    readonly NewImage?: Image;
    readonly OldImage?: Image;
  };
}

/** What goes back to Lambda: it starts again at the lowest sequence number named; none is success. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}
