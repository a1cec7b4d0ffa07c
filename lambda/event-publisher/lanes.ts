import type { StreamRecord } from './contract.ts';
import type { OutgoingEvent } from './ports.ts';

/** An event that is not yet delivered, with the stream record that it tells of. */
export interface PendingEvent extends OutgoingEvent {
  /** Position in the batch, from 0. */
  readonly index: number;
  readonly record: StreamRecord;
  /** Bytes that the event takes of a call: data and key. */
  readonly size: number;
  /** How often it has been sent. */
  attempts: number;
}

interface Lane {
  readonly events: PendingEvent[];
  /** The first that is not delivered. */
  next: number;
  readyAt: number;
}

/** PutRecords takes no more in one call (Kinesis API Reference). Data and keys count. */
export const CALL_LIMITS = { events: 500, bytes: 10 * 1024 * 1024 } as const;

/**
 * One lane an account: its events in stream order. A wave takes at most the first event of each lane, and a lane gives out no event
 * before the one ahead of it has been settled: so an account never has two events in flight. Lanes are independent of one another.
 */
export class Lanes {
  private readonly byAccount = new Map<string, Lane>();
  /** By the event's position in the batch. */
  private readonly lanes: Lane[] = [];
  private ready: Lane[] = [];
  private firstReady = 0;
  private waiting: Lane[] = [];
  private open = 0;

  /** Adds an event behind its account's others. All are added before the first wave. */
  add(event: PendingEvent): void {
    let lane = this.byAccount.get(event.partitionKey);
    if (lane === undefined) {
      lane = { events: [], next: 0, readyAt: 0 };
      this.byAccount.set(event.partitionKey, lane);
      this.ready.push(lane);
    }
    lane.events.push(event);
    this.lanes[event.index] = lane;
    this.open += 1;
  }

  /** The longest lanes first: theirs is the way that lasts. */
  sort(): void {
    this.ready.sort((one, other) => other.events.length - one.events.length);
  }

  /** Whether every event has been settled. */
  get done(): boolean {
    return this.open === 0;
  }

  /** The next call's events; undefined when no lane is ready at `now` (epoch milliseconds). */
  takeWave(now: number): PendingEvent[] | undefined {
    if (this.waiting.length > 0) this.wake(now);
    const wave: PendingEvent[] = [];
    let bytes = 0;
    while (this.firstReady < this.ready.length && wave.length < CALL_LIMITS.events) {
      const lane = this.ready[this.firstReady] as Lane;
      const event = lane.events[lane.next] as PendingEvent;
      bytes += event.size;
      if (bytes > CALL_LIMITS.bytes && wave.length > 0) break;
      wave.push(event);
      this.firstReady += 1;
    }
    if (this.firstReady === this.ready.length) {
      this.ready = [];
      this.firstReady = 0;
    }
    return wave.length > 0 ? wave : undefined;
  }

  /** When the earliest waiting lane is ready again, epoch milliseconds; Infinity when none waits. */
  get nextReadyAt(): number {
    return this.waiting.reduce(
      (earliest, lane) => Math.min(earliest, lane.readyAt),
      Number.POSITIVE_INFINITY,
    );
  }

  /** The event is out of the way, delivered or parked: its lane goes on with the next. */
  settle(event: PendingEvent): void {
    const lane = this.laneOf(event);
    this.open -= 1;
    lane.next += 1;
    if (lane.next < lane.events.length) this.ready.push(lane);
  }

  /** The event is to be sent again, not before `readyAt`; its lane waits for it. */
  retry(event: PendingEvent, readyAt: number): void {
    const lane = this.laneOf(event);
    lane.readyAt = readyAt;
    this.waiting.push(lane);
  }

  /** All events that have not been settled. */
  *unsettled(): Iterable<PendingEvent> {
    for (const lane of this.byAccount.values()) yield* lane.events.slice(lane.next);
  }

  private laneOf(event: PendingEvent): Lane {
    return this.lanes[event.index] as Lane;
  }

  private wake(now: number): void {
    const due = this.waiting.filter((lane) => lane.readyAt <= now);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter((lane) => lane.readyAt > now);
    this.ready.push(...due);
  }
}
