import type { Clock } from '../domain/clock.ts';
import { retryDelay } from '../domain/retry-delay.ts';
import type { StreamRecord } from './contract.ts';
import { Lanes, type PendingEvent } from './lanes.ts';
import type { EventSink, ParkedRecord, ParkingPlace, PublisherLog, PutOutcome, Timer } from './ports.ts';

/** The world as delivery sees it. */
export interface DeliveryDependencies {
  readonly sink: EventSink;
  readonly parking: ParkingPlace;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: () => number;
  readonly log: PublisherLog;
}

/** Calls in flight at once: lanes are independent, and a call waits far longer than it works. */
const MAX_CALLS = 4;
const MAX_PARKINGS = 8;
/** PutRecords answers in some 10 to 50 ms; one that takes this long is asked again. */
const CALL_TIMEOUT_MS = 5_000;
const PARKING_TIMEOUT_MS = 5_000;
/** With less time left, a call would be more likely cut off than answered. */
const SHORTEST_CALL_MS = 50;
const RETRY = { baseMs: 50, capMs: 2_000 } as const;

/** What became of a batch. Records are counted once each, except `retried`: how often one was sent again. */
export interface DeliveryReport {
  published: number;
  retried: number;
  parked: number;
  /** Age of the oldest event of each call when it was acknowledged, milliseconds since the change was made. */
  readonly agesMs: number[];
}

/** One batch on its way: waves of events to the sink, and what can never be sent to the parking place. */
export class BatchDelivery {
  readonly report: DeliveryReport = { published: 0, retried: 0, parked: 0, agesMs: [] };
  /** Positions in the batch of records that could not be parked. */
  private readonly notParked: number[] = [];
  private readonly lanes = new Lanes();
  private readonly toPark: { index: number; parked: ParkedRecord }[] = [];
  private readonly dependencies: DeliveryDependencies;
  private readonly deadline: number;
  private calls = 0;
  private parkings = 0;
  private refused = false;
  private wake: () => void = () => {};

  constructor(dependencies: DeliveryDependencies, deadline: number) {
    this.dependencies = dependencies;
    this.deadline = deadline;
  }

  /** Adds an event behind the earlier ones of its account. */
  send(event: PendingEvent): void {
    this.lanes.add(event);
  }

  /** Adds a record that can never be sent. */
  park(about: { index: number; record: StreamRecord; owner: string; reason: string }): void {
    const { index, ...parked } = about;
    this.toPark.push({ index, parked: { ...parked, at: this.dependencies.clock() } });
  }

  /**
   * Works until everything is delivered or parked, or the time is up, or the sink refuses. Resolves to the positions of the records
   * that are neither.
   */
  async run(): Promise<readonly number[]> {
    this.lanes.sort();
    for (;;) {
      // Made before anything starts: whatever ends from here on is noticed.
      const woken = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.startParkings();
      this.startCalls();
      const pause = this.pauseMs();
      if (this.calls === 0 && this.parkings === 0 && pause === undefined) break;
      const cancel = pause === undefined ? undefined : this.dependencies.timer(pause, this.wake);
      await woken;
      cancel?.();
    }
    const left = this.toPark.map(({ index }) => index);
    return [...this.notParked, ...left, ...[...this.lanes.unsettled()].map(({ index }) => index)];
  }

  private timeLeft(): number {
    return this.deadline - this.dependencies.clock();
  }

  /** How long until a lane is ready again; undefined when none will be in time, or no call can be made before one ends. */
  private pauseMs(): number | undefined {
    if (this.refused || this.calls >= MAX_CALLS) return undefined;
    const { nextReadyAt } = this.lanes;
    if (nextReadyAt > this.deadline - SHORTEST_CALL_MS) return undefined;
    return Math.max(0, nextReadyAt - this.dependencies.clock());
  }

  private startCalls(): void {
    while (this.calls < MAX_CALLS && !this.refused) {
      const timeLeft = this.timeLeft();
      if (timeLeft < SHORTEST_CALL_MS) return;
      const wave = this.lanes.takeWave(this.dependencies.clock());
      if (wave === undefined) return;
      this.calls += 1;
      void this.call(wave, Math.min(CALL_TIMEOUT_MS, timeLeft));
    }
  }

  private async call(wave: readonly PendingEvent[], timeoutMs: number): Promise<void> {
    for (const event of wave) {
      event.attempts += 1;
      if (event.attempts > 1) this.report.retried += 1;
    }
    const outcomes = await this.put(wave, timeoutMs);
    const now = this.dependencies.clock();
    const delays = new Map<number, number>();
    let oldest = Number.POSITIVE_INFINITY;
    for (let position = 0; position < wave.length; position++) {
      const event = wave[position] as PendingEvent;
      const outcome = outcomes[position] as PutOutcome;
      if (outcome.status === 'delivered') {
        this.report.published += 1;
        oldest = Math.min(oldest, event.record.dynamodb?.ApproximateCreationDateTime ?? oldest);
        this.lanes.settle(event);
      } else if (outcome.status === 'rejected') {
        this.park({
          index: event.index,
          record: event.record,
          owner: event.partitionKey,
          reason: outcome.code,
        });
        this.lanes.settle(event);
      } else {
        if (outcome.status === 'refused') this.refused = true;
        this.lanes.retry(event, now + this.delayFor(event.attempts, delays));
      }
    }
    if (oldest !== Number.POSITIVE_INFINITY) this.report.agesMs.push(Math.max(0, now - oldest * 1000));
    this.logFailures(outcomes);
    this.calls -= 1;
    this.wake();
  }

  /** A sink keeps its word not to reject; one with a bug must not cost more than a retry. */
  private async put(wave: readonly PendingEvent[], timeoutMs: number): Promise<readonly PutOutcome[]> {
    try {
      const outcomes = await this.dependencies.sink.put(wave, { timeoutMs });
      if (outcomes.length === wave.length) return outcomes;
    } catch {}
    return wave.map(() => ({ status: 'retry', code: 'SinkFailed' }));
  }

  /** One delay for all events of a call that have failed as often, so that they can share the next call too. */
  private delayFor(attempt: number, delays: Map<number, number>): number {
    const known = delays.get(attempt);
    if (known !== undefined) return known;
    const delay = retryDelay({ attempt, ...RETRY, random: this.dependencies.random });
    delays.set(attempt, delay);
    return delay;
  }

  private logFailures(outcomes: readonly PutOutcome[]): void {
    const byCode = new Map<string, number>();
    for (const outcome of outcomes) {
      if (outcome.status !== 'delivered') byCode.set(outcome.code, (byCode.get(outcome.code) ?? 0) + 1);
    }
    for (const [code, records] of byCode) this.dependencies.log.failed({ code, records });
  }

  private startParkings(): void {
    while (this.parkings < MAX_PARKINGS && this.timeLeft() >= SHORTEST_CALL_MS) {
      const next = this.toPark.pop();
      if (next === undefined) return;
      this.parkings += 1;
      void this.parkOne(next);
    }
  }

  private async parkOne({ index, parked }: { index: number; parked: ParkedRecord }): Promise<void> {
    const { parking, log } = this.dependencies;
    const timeoutMs = Math.min(PARKING_TIMEOUT_MS, this.timeLeft());
    const kept = await parking.park(parked, { timeoutMs }).catch(() => false);
    if (kept) {
      this.report.parked += 1;
      log.parked({ eventId: parked.record.eventID ?? '', reason: parked.reason });
    } else this.notParked.push(index);
    this.parkings -= 1;
    this.wake();
  }
}
