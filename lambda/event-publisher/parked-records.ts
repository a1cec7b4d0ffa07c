import type { StreamRecord } from './contract.ts';

/** The stream records that an object of the parking bucket holds, in stream order, and why they were given up. */
export interface ParkedBatch {
  readonly reason: string;
  readonly records: readonly StreamRecord[];
}

/**
 * Reads a parked record, or the invocation record that Lambda writes to an S3 on-failure destination (Lambda Developer Guide, "Retain
 * discarded batches"). Undefined: the text is neither.
 */
export function parkedRecordsOf(text: string): ParkedBatch | undefined {
  const { reason, record, requestContext, payload } = objectOf(text);
  if (typeof reason === 'string' && isRecord(record)) return { reason, records: [record] };
  const { Records: records } =
    typeof payload === 'string' ? objectOf(payload) : { ...(payload as object | undefined) };
  if (!Array.isArray(records) || !records.every(isRecord)) return undefined;
  const { condition } = { ...(requestContext as { condition?: unknown } | undefined) };
  return { reason: typeof condition === 'string' ? condition : 'given up', records };
}

interface Members {
  readonly reason?: unknown;
  readonly record?: unknown;
  readonly requestContext?: unknown;
  readonly payload?: unknown;
  readonly Records?: unknown;
}

function objectOf(text: string): Members {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is StreamRecord {
  return typeof value === 'object' && value !== null && 'dynamodb' in value;
}

/** Orders batches as their first changes were made: DynamoDB's time to the second, then the sequence number. */
export function isMadeBefore(one: StreamRecord | undefined, other: StreamRecord | undefined): boolean {
  const [first, second] = [madeAt(one), madeAt(other)];
  return first.second === second.second ? first.number < second.number : first.second < second.second;
}

function madeAt(record: StreamRecord | undefined): { second: number; number: bigint } {
  const { ApproximateCreationDateTime: second = 0, SequenceNumber = '' } = record?.dynamodb ?? {};
  return { second, number: /^\d+$/.test(SequenceNumber) ? BigInt(SequenceNumber) : 0n };
}
