import type { EventSink, OutgoingEvent, PutOutcome } from '../../event-publisher/ports.ts';

/** An event as a reader of the stream finds it. */
export interface StoredEvent {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** Decides what becomes of a call's events before they are stored; undefined stores them all. */
export type Disturbance = (events: readonly OutgoingEvent[]) => readonly PutOutcome[] | undefined;

const DELIVERED: PutOutcome = { status: 'delivered' };

/** An event sink in memory, for tests: it keeps what is put, but for what the disturbances next in line say. */
export class MemoryEventSink implements EventSink {
  readonly stored: StoredEvent[] = [];
  /** How many events each call brought. */
  readonly calls: number[] = [];
  private readonly disturbances: Disturbance[] = [];

  /** Disturbs the next call that is not yet disturbed. */
  disturb(disturbance: Disturbance): void {
    this.disturbances.push(disturbance);
  }

  async put(events: readonly OutgoingEvent[]): Promise<readonly PutOutcome[]> {
    this.calls.push(events.length);
    const outcomes = this.disturbances.shift()?.(events) ?? events.map(() => DELIVERED);
    events.forEach((event, position) => {
      if (outcomes[position]?.status === 'delivered') this.store(event);
    });
    return outcomes;
  }

  private store({ partitionKey, bytes, start, end }: OutgoingEvent): void {
    this.stored.push({ partitionKey, data: Buffer.from(bytes.subarray(start, end)) });
  }
}
