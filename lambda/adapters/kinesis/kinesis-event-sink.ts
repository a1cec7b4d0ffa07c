import type { Clock } from '../../domain/clock.ts';
import type { EventSink, OutgoingEvent, PutOutcome } from '../../event-publisher/ports.ts';
import type { AwsHttpClient } from '../http/aws-http-client.ts';
import { outcomesOf } from './put-records-answer.ts';
import { PutRecordsRequests } from './put-records-request.ts';

const HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'Kinesis_20131202.PutRecords',
} as const;

export interface KinesisEventSinkOptions {
  /** Signs for `kinesis`. */
  readonly client: AwsHttpClient;
  /** Name or ARN of the stream. */
  readonly stream: string;
  readonly clock: Clock;
}

/**
 * Puts events into a Kinesis stream with PutRecords; their partition keys choose the shard. A call that is refused for what is in it
 * is halved until the record that is to blame stands alone.
 */
export class KinesisEventSink implements EventSink {
  private readonly options: KinesisEventSinkOptions;
  private readonly requests: PutRecordsRequests;

  constructor(options: KinesisEventSinkOptions) {
    this.options = options;
    this.requests = new PutRecordsRequests(options.stream);
  }

  async put(
    events: readonly OutgoingEvent[],
    { timeoutMs }: { timeoutMs: number },
  ): Promise<readonly PutOutcome[]> {
    const deadline = this.options.clock() + timeoutMs;
    const outcomes = await this.putUntil(deadline, events);
    const allRejected = events.length > 1 && outcomes.every(({ status }) => status === 'rejected');
    // Not every record is to blame: something about the call itself is.
    return allRejected ? outcomes.map(asRefused) : outcomes;
  }

  private async putUntil(deadline: number, events: readonly OutgoingEvent[]): Promise<readonly PutOutcome[]> {
    const outcomes = await this.call(events, deadline - this.options.clock());
    if (outcomes[0]?.status !== 'rejected' || events.length === 1) return outcomes;
    const middle = Math.ceil(events.length / 2);
    const first = await this.putUntil(deadline, events.slice(0, middle));
    const second = await this.putUntil(deadline, events.slice(middle));
    return [...first, ...second];
  }

  private async call(events: readonly OutgoingEvent[], timeoutMs: number): Promise<readonly PutOutcome[]> {
    if (timeoutMs <= 0) return events.map(() => ({ status: 'retry', code: 'TimeoutError' }));
    const body = this.requests.write(events);
    const answer = await this.options.client.send({
      method: 'POST',
      path: '/',
      headers: HEADERS,
      body,
      timeoutMs,
    });
    // After any other answer, or none, a connection may still be reading the body.
    if (answer.status === 200) this.requests.release(body);
    return outcomesOf(answer, events.length);
  }
}

function asRefused(outcome: PutOutcome): PutOutcome {
  return outcome.status === 'rejected' ? { status: 'refused', code: outcome.code } : outcome;
}
