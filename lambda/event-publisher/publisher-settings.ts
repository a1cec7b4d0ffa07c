import { AppError } from '../domain/app-error.ts';
import { EVENT_FORMATS, type EventFormat, type EventPublisherEnvironment } from './contract.ts';

/** The environment, understood. */
export interface PublisherSettings {
  readonly stage: string;
  readonly stream: string;
  readonly format: EventFormat;
  readonly source: string;
  readonly maxRecordBytes: number;
  readonly parkingBucket: string;
}

/** A stream's name or its ARN (Kinesis API Reference). A wrong one would have every record rejected, not one. */
const STREAM = /^(?:arn:[\w-]+:kinesis:[\w-]+:\d{12}:stream\/)?[\w.-]{1,128}$/;

/** Throws AppError ENVIRONMENT_INVALID for what cannot be meant. */
export function publisherSettings(environment: EventPublisherEnvironment): PublisherSettings {
  const { STAGE, EVENT_STREAM, EVENT_FORMAT, EVENT_SOURCE, MAX_RECORD_BYTES, PARKING_BUCKET } = environment;
  const format = EVENT_FORMATS.find((known) => known === EVENT_FORMAT);
  if (format === undefined) throw invalid('EVENT_FORMAT', EVENT_FORMAT, `one of ${EVENT_FORMATS.join(', ')}`);
  if (!STREAM.test(EVENT_STREAM)) throw invalid('EVENT_STREAM', EVENT_STREAM, 'the name or ARN of a stream');
  const maxRecordBytes = Number(MAX_RECORD_BYTES);
  if (!Number.isSafeInteger(maxRecordBytes) || maxRecordBytes < 1) {
    throw invalid('MAX_RECORD_BYTES', MAX_RECORD_BYTES, 'a positive integer');
  }
  return {
    stage: STAGE,
    stream: EVENT_STREAM,
    format,
    source: EVENT_SOURCE,
    maxRecordBytes,
    parkingBucket: PARKING_BUCKET,
  };
}

function invalid(name: string, value: string, expected: string): AppError {
  return new AppError(
    'ENVIRONMENT_INVALID',
    `${name} is ${JSON.stringify(value)}; expected ${expected}; set it on the function`,
  );
}
