import type { PutOutcome } from '../../event-publisher/ports.ts';
import type { AwsAnswer } from '../http/aws-http-client.ts';

const DELIVERED: PutOutcome = { status: 'delivered' };

/** An answer that says so needs no parsing. No text inside the answer can look like this: its quotes are escaped. */
const ALL_STORED = /"FailedRecordCount"\s*:\s*0\s*[,}]/;

/** Errors of a whole call that go away by themselves (Kinesis API Reference, "Common errors", PutRecords). */
const PASSING =
  /^(ProvisionedThroughputExceeded|KMSThrottling|Throttling|ThrottledException|TooManyRequests|LimitExceeded|RequestLimitExceeded|InternalFailure|InternalServerError|ServiceUnavailable|RequestTimeout|RequestExpired|ExpiredToken|SlowDown)/;

/** Errors that say that something in the call is not acceptable: one of its records, as all else is always the same. */
const UNACCEPTABLE =
  /^(ValidationException|ValidationError|InvalidArgument|SerializationException|RequestEntityTooLarge)/;

/** What an answer to PutRecords says about each of the `count` records that were sent, in their order. */
export function outcomesOf(answer: AwsAnswer, count: number): readonly PutOutcome[] {
  if (answer.status === undefined) return same({ status: 'retry', code: answer.code }, count);
  if (answer.status !== 200) return same(callFailure(answer), count);
  if (ALL_STORED.test(answer.body)) return same(DELIVERED, count);
  return recordOutcomes(answer.body, count) ?? same({ status: 'retry', code: 'UnreadableAnswer' }, count);
}

function same(outcome: PutOutcome, count: number): readonly PutOutcome[] {
  return new Array<PutOutcome>(count).fill(outcome);
}

function recordOutcomes(body: string, count: number): readonly PutOutcome[] | undefined {
  const records = parsed(body).Records;
  if (!Array.isArray(records) || records.length !== count) return undefined;
  return records.map((record: { ErrorCode?: unknown; SequenceNumber?: unknown } | null): PutOutcome => {
    if (typeof record?.ErrorCode === 'string') return { status: 'retry', code: record.ErrorCode };
    return typeof record?.SequenceNumber === 'string'
      ? DELIVERED
      : { status: 'retry', code: 'UnreadableAnswer' };
  });
}

function callFailure({ status, headers, body }: AwsAnswer & { status: number }): PutOutcome {
  const code = errorCode(headers['x-amzn-errortype'], body) ?? `Http${status}`;
  if (status >= 500 || status === 429 || status === 408 || PASSING.test(code))
    return { status: 'retry', code };
  if (status === 413 || UNACCEPTABLE.test(code)) return { status: 'rejected', code };
  return { status: 'refused', code };
}

/** `com.amazonaws.kinesis#ResourceNotFoundException:http://…` is ResourceNotFoundException. */
function errorCode(header: string | string[] | undefined, body: string): string | undefined {
  const { __type, code } = parsed(body);
  const type = [header, __type, code].find((candidate) => typeof candidate === 'string' && candidate !== '');
  return typeof type === 'string' ? type.split(':')[0]?.split('#').at(-1) : undefined;
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
