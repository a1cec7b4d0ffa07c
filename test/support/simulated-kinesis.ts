import type { EventSink, OutgoingEvent, PutOutcome } from '../../lambda/event-publisher/ports.ts';
import type { SteppedTime } from './stepped-time.ts';

/** How likely each trouble is, from 0 to 1, for a call or, where it says so, for a record. */
export interface Troubles {
  /** The call's answer never comes; nothing is stored. */
  readonly timeoutBefore: number;
  /** The answer never comes; all is stored, at once or long after. */
  readonly timeoutAfter: number;
  /** The call fails with a 5xx; some of it may be stored. */
  readonly serverError: number;
  /** For each record: InternalFailure. */
  readonly recordFailure: number;
  /** For each record: stored twice. */
  readonly repeat: number;
  /** Permission is missing for a call. */
  readonly refused: number;
}

export interface SimulatedKinesisOptions {
  readonly shards: number;
  readonly recordsPerShardAndSecond: number;
  readonly troubles: Troubles;
  /** Epoch milliseconds from which on there is no trouble but the shards' limits. */
  readonly healthyFrom: number;
  readonly random: () => number;
  readonly time: SteppedTime;
}

/** An event as a reader finds it. */
export interface ReadEvent {
  readonly partitionKey: string;
  readonly data: string;
}

const DELIVERED: PutOutcome = { status: 'delivered' };
const MAX_EVENTS = 500;
const MAX_BYTES = 10 * 1024 * 1024;

/**
 * A Kinesis stream that throttles each shard, fails in part, times out before or after it has stored, repeats, and stores a call's
 * records in any order. Throws when a call breaks the rules for callers: too much, or an account twice, or an account in flight.
 */
export class SimulatedKinesis implements EventSink {
  readonly stored: ReadEvent[] = [];
  private readonly options: SimulatedKinesisOptions;
  private readonly inFlight = new Set<string>();
  private readonly windows = new Map<string, number>();
  /** What callers did wrong, for the property to see: an exception would only look like another failure. */
  readonly faults: string[] = [];

  constructor(options: SimulatedKinesisOptions) {
    this.options = options;
  }

  async put(
    events: readonly OutgoingEvent[],
    { timeoutMs }: { timeoutMs: number },
  ): Promise<readonly PutOutcome[]> {
    this.check(events);
    for (const { partitionKey } of events) this.inFlight.add(partitionKey);
    const outcomes = await this.answer(events.map(copyOf), timeoutMs);
    for (const { partitionKey } of events) this.inFlight.delete(partitionKey);
    return outcomes;
  }

  /** The function that called was killed: nobody waits for its calls any more. */
  forgetCalls(): void {
    this.inFlight.clear();
  }

  private check(events: readonly OutgoingEvent[]): void {
    const keys = events.map(({ partitionKey }) => partitionKey);
    const bytes = events.reduce(
      (sum, { start, end, partitionKey }) => sum + end - start + Buffer.byteLength(partitionKey),
      0,
    );
    if (new Set(keys).size !== keys.length) this.faults.push('an account twice in a call');
    if (keys.some((key) => this.inFlight.has(key))) this.faults.push('an account in two calls in flight');
    if (events.length === 0 || events.length > MAX_EVENTS || bytes > MAX_BYTES)
      this.faults.push('a call too large');
  }

  private async answer(events: readonly ReadEvent[], timeoutMs: number): Promise<readonly PutOutcome[]> {
    const { time, random } = this.options;
    const troubles = time.now < this.options.healthyFrom ? this.options.troubles : undefined;
    const happens = (likelihood: number | undefined) => random() < (likelihood ?? 0);
    const all = (outcome: PutOutcome) => events.map(() => outcome);
    if (happens(troubles?.refused)) return all({ status: 'refused', code: 'AccessDeniedException' });
    if (happens(troubles?.timeoutBefore)) {
      await time.wait(timeoutMs);
      return all({ status: 'retry', code: 'TimeoutError' });
    }
    if (happens(troubles?.timeoutAfter)) {
      time.timer(random() * 3 * timeoutMs, () => this.store(events));
      await time.wait(timeoutMs);
      return all({ status: 'retry', code: 'TimeoutError' });
    }
    await time.wait(Math.min(timeoutMs, 5 + random() * 40));
    if (happens(troubles?.serverError)) {
      this.store(events.filter(() => random() < 0.3));
      return all({ status: 'retry', code: 'InternalFailure' });
    }
    const outcomes = events.map(({ partitionKey }): PutOutcome => {
      if (happens(troubles?.recordFailure)) return { status: 'retry', code: 'InternalFailure' };
      if (this.isThrottled(partitionKey))
        return { status: 'retry', code: 'ProvisionedThroughputExceededException' };
      return DELIVERED;
    });
    this.store(events.filter((_, position) => outcomes[position] === DELIVERED));
    this.store(events.filter((_, position) => outcomes[position] === DELIVERED && happens(troubles?.repeat)));
    return outcomes;
  }

  /** PutRecords keeps no order among the records of a call. */
  private store(events: readonly ReadEvent[]): void {
    const { random } = this.options;
    this.stored.push(
      ...events
        .map((event) => ({ event, place: random() }))
        .sort((one, other) => one.place - other.place)
        .map(({ event }) => event),
    );
  }

  private isThrottled(partitionKey: string): boolean {
    const { shards, time, recordsPerShardAndSecond } = this.options;
    const shard = [...partitionKey].reduce((sum, character) => sum + character.charCodeAt(0), 0) % shards;
    const window = `${shard}/${Math.floor(time.now / 1000)}`;
    const used = this.windows.get(window) ?? 0;
    this.windows.set(window, used + 1);
    return used >= recordsPerShardAndSecond;
  }
}

function copyOf({ partitionKey, bytes, start, end }: OutgoingEvent): ReadEvent {
  return { partitionKey, data: bytes.toString('utf8', start, end) };
}
