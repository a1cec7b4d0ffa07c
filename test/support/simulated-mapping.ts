import type { StreamRecord } from '../../lambda/event-publisher/contract.ts';
import type { SteppedTime } from './stepped-time.ts';

export interface MappingOptions {
  readonly batchSize: number;
  readonly bisectBatchOnFunctionError: boolean;
  /** -1: without end. */
  readonly maximumRetryAttempts: number;
  /** -1: as long as the stream keeps them. */
  readonly maximumRecordAgeInSeconds: number;
}

/** What Lambda writes to an S3 on-failure destination. */
export interface InvocationRecord {
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  readonly payload: { readonly Records: readonly StreamRecord[] };
}

/** One call of the function: what it returned, or that it failed. */
export type Invocation = { readonly returned: unknown } | { readonly failed: true };

interface Task {
  readonly records: readonly StreamRecord[];
  readonly retries: number;
}

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 60_000;

/**
 * One shard of a DynamoDB stream and Lambda's event source mapping on it, by the rules of the Lambda Developer Guide ("Using Lambda with
 * DynamoDB", "partial batch response", "retry"): batches in stream order, one at a time; a partial response starts again at the lowest
 * sequence number; an error repeats the batch, or with bisect its halves, which uses up no retry; what is too old or was
 * tried too often goes whole to the on-failure destination. Where the guide is silent: progress resets the count of retries.
 */
export class SimulatedMapping {
  readonly onFailure: InvocationRecord[] = [];
  /** How many records each call brought. */
  readonly calls: number[] = [];
  private readonly options: MappingOptions;
  private readonly time: SteppedTime;

  constructor(options: MappingOptions, time: SteppedTime) {
    this.options = options;
    this.time = time;
  }

  /** Hands all records over; ends when the shard's iterator has passed the last. */
  async drain(
    shard: readonly StreamRecord[],
    invoke: (records: readonly StreamRecord[]) => Promise<Invocation>,
  ): Promise<void> {
    const { batchSize } = this.options;
    for (let at = 0; at < shard.length; at += batchSize) {
      const tasks: Task[] = [{ records: shard.slice(at, at + batchSize), retries: 0 }];
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
        const records = this.withoutExpired(task.records);
        if (records.length === 0) continue;
        this.calls.push(records.length);
        const next = this.next({ ...task, records }, await invoke(records));
        tasks.unshift(...next);
        if (next.length > 0) await this.time.wait(backoff(next[0]?.retries ?? 0));
      }
    }
  }

  /** What of the task is still to be done, in order. */
  private next(task: Task, invocation: Invocation): Task[] {
    const { records } = task;
    const from = 'failed' in invocation ? 0 : restartAt(records, invocation.returned);
    if (from === records.length) return [];
    // A partial response splits the batch where it says: only the rest is retried.
    if (from > 0) return [{ records: records.slice(from), retries: 0 }];
    if (this.options.bisectBatchOnFunctionError && records.length > 1) {
      const middle = Math.ceil(records.length / 2);
      return [records.slice(0, middle), records.slice(middle)].map((half) => ({ ...task, records: half }));
    }
    const { maximumRetryAttempts } = this.options;
    if (maximumRetryAttempts !== -1 && task.retries >= maximumRetryAttempts) {
      this.onFailure.push({ condition: 'RetryAttemptsExhausted', payload: { Records: records } });
      return [];
    }
    return [{ records, retries: task.retries + 1 }];
  }

  private withoutExpired(records: readonly StreamRecord[]): readonly StreamRecord[] {
    const { maximumRecordAgeInSeconds } = this.options;
    if (maximumRecordAgeInSeconds === -1) return records;
    const oldest = this.time.now / 1000 - maximumRecordAgeInSeconds;
    const isExpired = (record: StreamRecord) =>
      (record.dynamodb?.ApproximateCreationDateTime ?? Number.POSITIVE_INFINITY) < oldest;
    const expired = records.filter(isExpired);
    if (expired.length > 0) {
      this.onFailure.push({ condition: 'RecordAgeExceeded', payload: { Records: expired } });
    }
    return records.filter((record) => !isExpired(record));
  }
}

function backoff(retries: number): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** retries);
}

/** Position of the first record that comes again: their count for success, 0 for failure of all. */
function restartAt(records: readonly StreamRecord[], returned: unknown): number {
  const failures = (returned as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
  if (failures === undefined || failures === null) return records.length;
  if (!Array.isArray(failures)) return 0;
  const positions = failures.map((failure: { itemIdentifier?: unknown } | null) =>
    records.findIndex(
      (record) => failure?.itemIdentifier && record.dynamodb?.SequenceNumber === failure.itemIdentifier,
    ),
  );
  // An identifier that is empty, null, misspelt or not of this batch is a failure of all.
  return positions.includes(-1) ? 0 : Math.min(records.length, ...positions);
}
