import type { Clock } from '../domain/clock.ts';
import { syncMessage } from '../domain/sync-message.ts';
import type { SyncRow, SyncRowKey } from '../domain/sync-row.ts';
import { type JudgeOptions, judgeFailure } from './judge-failure.ts';
import type { DeliveryFailure, Lease, Leases, Receiver, SyncQueues } from './ports.ts';
import { ReadyRows } from './ready-rows.ts';

export interface DrainPorts {
  readonly queues: SyncQueues;
  readonly leases: Leases;
  readonly receiver: Receiver;
  readonly clock: Clock;
  /** Calls back once after so many milliseconds. */
  readonly after: (ms: number, callback: () => void) => void;
}

export interface DrainRequest {
  readonly lease: Lease;
  /** How long each renewal of the lease is for. */
  readonly leaseMs: number;
  /** The lanes of this worker. */
  readonly lanes: readonly number[];
  /** `progress`: what an earlier run left. `pending`: moves batches until nothing is pending. */
  readonly from: 'progress' | 'pending';
  /** Requests in flight at once, each of another customer. */
  readonly concurrency: number;
  /** Rows taken from the queues at a time; at most twice as many are held in memory. */
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
 * Rejects when a queue or the lease cannot be reached; then, too, nothing is lost.
 */
export async function drain(ports: DrainPorts, request: DrainRequest): Promise<DrainResult> {
  return new Turn(ports, request).run();
}

class Turn {
  readonly #ports: DrainPorts;
  readonly #request: DrainRequest;
  readonly #rows = new ReadyRows();
  readonly #attempts = new Map<string, number>();
  #lease: Lease;
  #inFlight = 0;
  #backingOff = 0;
  #refilling = false;
  #renewing = false;
  #exhausted = false;
  #lastRead: SyncRowKey | undefined;
  #pausedUntil = 0;
  #failuresInARow = 0;
  #delivered = 0;
  #parked = 0;
  #ended: DrainResult['ended'] | undefined;
  #failure: DrainResult['failure'];
  #error: unknown;
  #wake: () => void = () => {};

  constructor(ports: DrainPorts, request: DrainRequest) {
    this.#ports = ports;
    this.#request = request;
    this.#lease = request.lease;
  }

  async run(): Promise<DrainResult> {
    this.#ports.after(this.#request.until - this.#ports.clock(), () => this.#wake());
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#step();
      if (this.#idle()) break;
      await woken;
    }
    if (this.#error !== undefined) throw this.#error;
    const counts = { delivered: this.#delivered, parked: this.#parked };
    const ended = this.#ended ?? 'empty';
    return this.#failure === undefined ? { ended, ...counts } : { ended, ...counts, failure: this.#failure };
  }

  #step(): void {
    if (this.#ended === undefined && this.#ports.clock() >= this.#request.until) this.#ended = 'time';
    if (this.#ended !== undefined) return;
    this.#renewWhenDue();
    if (!this.#refilling && !this.#exhausted && this.#rows.size < this.#request.batchSize)
      void this.#refill();
    while (this.#ended === undefined && this.#maySend()) {
      const rows = this.#rows.take(this.#request.messagesPerRequest);
      if (rows.length === 0) break;
      void this.#send(rows);
    }
  }

  #idle(): boolean {
    if (this.#inFlight > 0 || this.#refilling || this.#renewing) return false;
    return this.#ended !== undefined || (this.#exhausted && this.#rows.size === 0 && this.#backingOff === 0);
  }

  #maySend(): boolean {
    const now = this.#ports.clock();
    if (this.#inFlight >= this.#request.concurrency || now < this.#pausedUntil) return false;
    if (now + this.#request.requestTimeoutMs < this.#lease.until) return true;
    // Too close to the end of the lease: after its renewal, or not at all.
    if (!this.#renewing) this.#ended = 'lease';
    return false;
  }

  #renewWhenDue(): void {
    const left = this.#lease.until - this.#ports.clock();
    if (this.#renewing || left > this.#request.leaseMs / 2) return;
    this.#renewing = true;
    this.#work(async () => {
      const renewed = await this.#ports.leases.renew(this.#lease, this.#request.leaseMs);
      if (renewed === undefined) this.#ended ??= 'lease';
      else this.#lease = renewed;
    }).finally(() => {
      this.#renewing = false;
      this.#wake();
    });
  }

  async #refill(): Promise<void> {
    this.#refilling = true;
    await this.#work(async () => {
      const rows = await this.#nextRows();
      this.#exhausted = rows.length === 0;
      this.#lastRead = rows.at(-1) ?? this.#lastRead;
      for (const row of rows) this.#rows.add(row);
    });
    this.#refilling = false;
    this.#wake();
  }

  #nextRows(): Promise<readonly SyncRow[]> {
    const { lanes, batchSize: limit, from } = this.#request;
    if (from === 'pending') return this.#ports.queues.moveBatch({ lanes, limit, lease: this.#lease });
    const after = this.#lastRead;
    return this.#ports.queues.inProgress(after === undefined ? { lanes, limit } : { lanes, limit, after });
  }

  async #send(rows: readonly SyncRow[]): Promise<void> {
    this.#inFlight += 1;
    let keepBusy = false;
    await this.#work(async () => {
      const outcome = await this.#ports.receiver.deliver(rows.map(syncMessage));
      if (outcome.outcome === 'delivered') await this.#settle(rows);
      else keepBusy = await this.#handleFailure(rows, outcome);
    });
    this.#inFlight -= 1;
    const orderKey = rows[0]?.orderKey;
    if (orderKey !== undefined && !keepBusy) this.#rows.release(orderKey);
    this.#wake();
  }

  async #settle(rows: readonly SyncRow[]): Promise<void> {
    this.#failuresInARow = 0;
    for (const row of rows) {
      await this.#ports.queues.remove(row, this.#lease);
      this.#attempts.delete(row.number);
      this.#delivered += 1;
    }
  }

  /** Whether the customer stays busy: its rows wait for another try. */
  async #handleFailure(rows: readonly SyncRow[], failure: DeliveryFailure): Promise<boolean> {
    const first = rows[0] as SyncRow;
    const attempt = (this.#attempts.get(first.number) ?? 0) + 1;
    this.#attempts.set(first.number, attempt);
    this.#failuresInARow += 1;
    const about = { failure, attempt, failuresInARow: this.#failuresInARow };
    const verdict = judgeFailure(this.#request.failures, about);
    if (verdict.do === 'stop') {
      this.#ended = 'failed';
      this.#failure ??= { ...failure, uniqueId: first.number };
      return true;
    }
    if (verdict.do === 'park') {
      await this.#park(rows, failure);
      return false;
    }
    for (const row of rows.toReversed()) this.#rows.putBack(row);
    this.#backOff(first.orderKey, verdict);
    return true;
  }

  async #park(rows: readonly SyncRow[], failure: DeliveryFailure): Promise<void> {
    for (const row of rows) {
      await this.#ports.queues.park(row, failure, this.#lease);
      this.#attempts.delete(row.number);
      this.#parked += 1;
    }
  }

  #backOff(orderKey: string, verdict: { readonly afterMs: number; readonly everyone: boolean }): void {
    if (verdict.everyone)
      this.#pausedUntil = Math.max(this.#pausedUntil, this.#ports.clock() + verdict.afterMs);
    this.#backingOff += 1;
    this.#ports.after(verdict.afterMs, () => {
      this.#backingOff -= 1;
      this.#rows.release(orderKey);
      this.#wake();
    });
  }

  /** Runs one piece of work; what it throws ends the turn once everything in flight has ended. */
  async #work(piece: () => Promise<void>): Promise<void> {
    try {
      await piece();
    } catch (error) {
      this.#error ??= error;
      this.#ended ??= 'failed';
    }
  }
}
