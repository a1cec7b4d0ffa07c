/** What the function reads from its environment, beside the queues' own (lambda/data-sync/contract.ts). */
export const SYNC_ENQUEUER_ENVIRONMENT = [
  'STAGE',
  /** Name of the parameter that says whether changes are captured: DataSyncEnabled. */
  'DATA_SYNC_ENABLED_PARAMETER',
  /** Bucket where records that can never be captured are kept whole. */
  'PARKING_BUCKET',
] as const;

/** Object types that are captured. */
export const CAPTURED_TYPES = ['Customer', 'Transaction'] as const;

/** Which records of the stream the function is called for: Lambda's filter patterns, of which one must match. */
export const CAPTURE_FILTERS: readonly object[] = CAPTURED_TYPES.map((type) => ({
  dynamodb: { Keys: { _key: { S: [{ prefix: `${type}#` }] } } },
}));

/** What the function counts, in its metrics. */
export const SYNC_ENQUEUER_METRICS = {
  /** Changes that have gone into a pending queue. */
  captured: 'ChangesCaptured',
  /** Changes that were seen before, or are older than what was. */
  ignored: 'ChangesIgnored',
  /** Changes that came while DataSyncEnabled was false. */
  disabled: 'ChangesNotCaptured',
  /** Records that can never be captured and have been parked. Worth an alarm above 0. */
  parked: 'ChangesParked',
  /** Records that come again. */
  failed: 'ChangesFailed',
  /** From the change to its row, milliseconds, the oldest of each batch. */
  ageMs: 'CaptureAge',
} as const;

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
    readonly Keys?: Image;
    readonly NewImage?: Image;
    readonly OldImage?: Image;
  };
}

/** What goes back to Lambda: it starts again at the lowest sequence number named; none is success. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}
