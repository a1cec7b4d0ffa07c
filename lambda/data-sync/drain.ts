import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import { syncMessage } from '../domain/sync-message.ts';
import type { SyncRow } from '../domain/sync-row.ts';
import { Breaker } from './breaker.ts';
import { type JudgeOptions, judgeFailure } from './judge-failure.ts';
import type { DeliveryFailure, DeliveryOutcome, Lease, Leases, Receiver, SyncQueues } from './ports.ts';
import { RowWindow } from './row-window.ts';

/** What a turn needs of the world. */
export interface DrainPorts {
  readonly queues: SyncQueues;
  readonly leases: Leases;
  readonly receiver: Receiver;
  readonly clock: Clock;
  /** Calls back once after so many milliseconds, unless what it gives back is called before. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** What a turn is to do, and within which bounds; times in milliseconds. */
export interface DrainRequest {
  readonly lease: Lease;
  /** How long each renewal of the lease is for; more than `requestTimeoutMs`. */
  readonly leaseMs: number;
  /** The lanes of this worker. */
  readonly lanes: readonly number[];
  /** `progress`: only what earlier runs left. `pending`: that first, then batches until nothing is pending. */
  readonly from: 'progress' | 'pending';
  /** Requests in flight at once, each of another customer. */
  readonly concurrency: number;
  /** Rows taken from the queues at a time; at most three times as many wait in memory. */
  readonly batchSize: number;
  readonly messagesPerRequest: number;
  /** The longest that one request can take: nothing is sent that could outlast the lease. */
  readonly requestTimeoutMs: number;
  /** Epoch milliseconds at which the turn takes no more rows and lets what is in flight end. */
  readonly until: number;
  readonly failures: JudgeOptions;
}

/** How a turn ended. `empty`: nothing is left. `time`: call again. `lease`: another run took over. `failed`: the run fails. */
export interface DrainResult {
  readonly ended: 'empty' | 'time' | 'lease' | 'failed';
  readonly delivered: number;
  readonly parked: number;
  readonly failure?: DeliveryFailure & { readonly uniqueId: string };
}

/**
 * One worker's turn: sends the rows of its lanes, at most one request of a customer in flight, the next batch being
 * taken from the queues while the last is sent. What it does not finish stays in the progress queue.
 * Rejects when a queue or the lease cannot be reached; then, too, nothing is lost. Throws CONFIG_INVALID for a lease
 * that is too short to send anything.
 */
export async function drain(ports: DrainPorts, request: DrainRequest): Promise<DrainResult> {
  if (request.leaseMs <= request.requestTimeoutMs)
    throw new AppError('CONFIG_INVALID', 'a lease must be longer than a request can take');
  return new Turn(ports, request).run();
}

/** Rows of one customer that go out in one request. */
type Batch = readonly [SyncRow, ...SyncRow[]];

/** How a request went out: which try it was, and whether the receiver counted as down. */
interface Sent {
  readonly attempt: number;
  readonly probe: boolean;
}

class Turn {
  readonly #ports: DrainPorts;
  readonly #request: DrainRequest;
  readonly #rows: RowWindow;
  readonly #breaker: Breaker;
  /** Tries so far, by the number of the first row in the request. */
  readonly #attempts = new Map<string, number>();
  /** Customers of whom one message was refused among several: theirs go one by one. */
  readonly #oneByOne = new Set<string>();
  readonly #timers = new Set<() => void>();
  #lease: Lease;
  #inFlight = 0;
  #settling = 0;
  #heldBack = 0;
  #refilling = false;
  #renewing = false;
  #pausedUntil = 0;
  #delivered = 0;
  #parked = 0;
  #ended: DrainResult['ended'] | undefined;
  #failure: DrainResult['failure'];
  #error: { readonly thrown: unknown } | undefined;
  #finish: () => void = () => {};

  constructor(ports: DrainPorts, request: DrainRequest) {
    this.#ports = ports;
    this.#request = request;
    this.#lease = request.lease;
    this.#rows = new RowWindow({ ...request, queues: ports.queues });
    this.#breaker = new Breaker(request.failures.breakerThreshold);
  }

  /** Once only. */
  async run(): Promise<DrainResult> {
    this.#after(this.#request.until - this.#ports.clock());
    this.#after(this.#renewalDueIn(this.#ports.clock()));
    await new Promise<void>((resolve) => {
      this.#finish = resolve;
      this.#advance();
    });
    for (const cancel of this.#timers) cancel();
    if (this.#error !== undefined) throw this.#error.thrown;
    const counts = { delivered: this.#delivered, parked: this.#parked };
    const ended = this.#ended ?? 'empty';
    return this.#failure === undefined ? { ended, ...counts } : { ended, ...counts, failure: this.#failure };
  }

  /** Starts whatever can be started now. Called after each thing that happened; nothing else drives the turn. */
  #advance(): void {
    const now = this.#ports.clock();
    if (now >= this.#request.until) this.#ended ??= 'time';
    if (this.#ended === undefined) {
      if (!this.#renewing && this.#renewalDueIn(now) <= 0) void this.#renew();
      if (this.#isQuiet()) this.#rows.readAgain();
      if (!this.#refilling && this.#rows.wantsMore) void this.#refill();
      this.#sendWhatMayBe(now);
    }
    if (this.#isIdle()) this.#finish();
  }

  #sendWhatMayBe(now: number): void {
    while (this.#maySend(now)) {
      const rows = this.#rows.take(this.#messagesFor);
      if (!isBatch(rows)) break;
      this.#send(rows);
    }
  }

  /** Nobody is busy, or held back. */
  #isQuiet(): boolean {
    return this.#inFlight === 0 && this.#settling === 0 && this.#heldBack === 0;
  }

  #isIdle(): boolean {
    if (this.#inFlight > 0 || this.#settling > 0 || this.#refilling || this.#renewing) return false;
    return this.#ended !== undefined || (this.#rows.isDone && this.#heldBack === 0);
  }

  readonly #messagesFor = (orderKey: string): number =>
    this.#oneByOne.has(orderKey) ? 1 : this.#request.messagesPerRequest;

  #maySend(now: number): boolean {
    const { concurrency, requestTimeoutMs } = this.#request;
    if (now < this.#pausedUntil) return false;
    if (this.#inFlight >= (this.#breaker.isOpen ? 1 : concurrency)) return false;
    // What has been answered must not pile up before the queue either.
    if (this.#inFlight + this.#settling >= 2 * concurrency) return false;
    return now + requestTimeoutMs < this.#lease.until;
  }

  /** Halfway between its beginning and the point from which it is too short to send anything. */
  #renewalDueIn(now: number): number {
    const { leaseMs, requestTimeoutMs } = this.#request;
    return this.#lease.until - now - (leaseMs + requestTimeoutMs) / 2;
  }

  async #renew(): Promise<void> {
    this.#renewing = true;
    try {
      const renewed = await this.#ports.leases.renew(this.#lease, this.#request.leaseMs);
      if (renewed === undefined) this.#ended ??= 'lease';
      else this.#lease = renewed;
    } catch (thrown) {
      this.#break(thrown);
    }
    this.#renewing = false;
    if (this.#ended === undefined) this.#after(Math.max(this.#renewalDueIn(this.#ports.clock()), 1));
    this.#advance();
  }

  async #refill(): Promise<void> {
    this.#refilling = true;
    try {
      await this.#rows.refill(this.#lease);
    } catch (thrown) {
      this.#break(thrown);
    }
    this.#refilling = false;
    this.#advance();
  }

  #send(rows: Batch): void {
    const probe = this.#breaker.isOpen;
    const attempt = (this.#attempts.get(rows[0].number) ?? 0) + 1;
    this.#inFlight += 1;
    this.#ports.receiver.deliver(rows.map(syncMessage), attempt).then(
      (outcome) => void this.#settle(rows, outcome, { attempt, probe }),
      (thrown: unknown) => {
        this.#inFlight -= 1;
        this.#break(thrown);
        this.#advance();
      },
    );
  }

  /** The next request can go out meanwhile; only not of the same customer, whose order a crash would break. */
  async #settle(rows: Batch, outcome: DeliveryOutcome, sent: Sent): Promise<void> {
    this.#inFlight -= 1;
    this.#settling += 1;
    const settled =
      outcome.outcome === 'delivered' ? this.#remove(rows) : this.#handleFailure(rows, outcome, sent);
    this.#advance();
    try {
      await settled;
    } catch (thrown) {
      this.#break(thrown);
    }
    this.#settling -= 1;
    this.#advance();
  }

  async #remove(rows: Batch): Promise<void> {
    this.#breaker.delivered();
    for (const row of rows) {
      await this.#ports.queues.remove(row, this.#lease);
      this.#attempts.delete(row.number);
      this.#delivered += 1;
    }
    this.#rows.release(rows[0].orderKey);
  }

  async #handleFailure(rows: Batch, failure: DeliveryFailure, { attempt, probe }: Sent): Promise<void> {
    const [first] = rows;
    this.#attempts.set(first.number, attempt);
    const verdict = judgeFailure(this.#request.failures, {
      failure,
      attempt,
      ...this.#breaker.failed(probe),
    });
    if (verdict.do === 'stop') {
      this.#fail();
      this.#failure ??= { ...failure, uniqueId: first.number };
    } else if (verdict.do === 'retry') this.#holdBack(rows, verdict);
    else if (rows.length > 1) this.#holdBack(rows, { afterMs: 0, pauseMs: 0 });
    else await this.#park(first, failure);
  }

  async #park(row: SyncRow, failure: DeliveryFailure): Promise<void> {
    await this.#ports.queues.park(row, failure, this.#lease);
    this.#attempts.delete(row.number);
    this.#parked += 1;
    this.#rows.release(row.orderKey);
  }

  #holdBack(rows: Batch, { afterMs, pauseMs }: { readonly afterMs: number; readonly pauseMs: number }): void {
    const { orderKey } = rows[0];
    if (rows.length > 1) this.#oneByOne.add(orderKey);
    this.#rows.hold(rows);
    this.#heldBack += 1;
    this.#after(afterMs, () => {
      this.#heldBack -= 1;
      this.#rows.release(orderKey);
    });
    if (pauseMs === 0) return;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#ports.clock() + pauseMs);
    this.#after(pauseMs);
  }

  /** Advances the turn after so many milliseconds, once it has done this. */
  #after(ms: number, then?: () => void): void {
    const cancel = this.#ports.after(ms, () => {
      this.#timers.delete(cancel);
      then?.();
      this.#advance();
    });
    this.#timers.add(cancel);
  }

  /** What fails after the turn's time is over fails the run, too. */
  #fail(): void {
    if (this.#ended !== 'lease') this.#ended = 'failed';
  }

  /** What is thrown ends the turn, once everything in flight has ended. */
  #break(thrown: unknown): void {
    if (thrown instanceof AppError && thrown.code === 'LEASE_LOST') {
      this.#ended ??= 'lease';
      return;
    }
    this.#error ??= { thrown };
    this.#fail();
  }
}

function isBatch(rows: readonly SyncRow[]): rows is Batch {
  return rows.length > 0;
}
