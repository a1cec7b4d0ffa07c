import { MemorySyncStore } from '../../lambda/adapters/memory/memory-sync-store.ts';
import { type DrainRequest, type DrainResult, drain } from '../../lambda/data-sync/drain.ts';
import type { JudgeOptions } from '../../lambda/data-sync/judge-failure.ts';
import type { DeliveryFailure, DeliveryOutcome, Lease } from '../../lambda/data-sync/ports.ts';
import type { SyncMessage } from '../../lambda/domain/sync-message.ts';
import { SteppedTime } from './stepped-time.ts';
import { ALL_LANES } from './sync-stores.ts';

const START = Date.UTC(2026, 0, 1);

/** One request as the receiver saw it. */
export interface SeenRequest {
  readonly customer: string;
  readonly uniqueIds: readonly string[];
  readonly startedAt: number;
  readonly attempt: number | undefined;
}

export interface DrainWorldOptions {
  /** The answer to a request: 200, or what failed. @default always 200 */
  readonly answer?: (messages: readonly SyncMessage[], attempt: number) => number | Partial<DeliveryFailure>;
  /** Milliseconds that the receiver takes. @default 20 */
  readonly latency?: () => number;
  /** Milliseconds that a call to a queue takes. @default 5 */
  readonly queueLatency?: (call: string) => number;
}

export const STOP: JudgeOptions = {
  mode: 'stop',
  maxAttempts: 3,
  breakerThreshold: 10,
  breakerPauseMs: 30_000,
  breakerProbes: 5,
  backoffMs: (attempt) => 1_000 * 2 ** attempt,
};
export const PARK: JudgeOptions = { ...STOP, mode: 'park' };

/** Queues, leases, a receiver and a clock, all in memory, that watch over what a turn does with them. */
export class DrainWorld {
  readonly time = new SteppedTime(START);
  readonly store = new MemorySyncStore(this.time.clock);
  readonly seen: SeenRequest[] = [];
  readonly delivered: string[] = [];
  /** What was broken, in words; a right turn leaves it empty. */
  readonly faults: string[] = [];
  /** Calls to the outside so far, of all turns. */
  calls = 0;
  mostInFlight = 0;
  mostInMemory = 0;
  timers = 0;
  /** Called before each call, and after its effect; what it throws, the call throws. */
  hook: (moment: 'before' | 'after', call: string, nth: number) => void = () => {};
  readonly #options: DrainWorldOptions;
  readonly #busy = new Set<string>();
  readonly #handedOut = new Set<string>();
  #sequence = 0;
  #made = new Map<string, string>();

  constructor(options: DrainWorldOptions = {}) {
    this.#options = options;
  }

  /** Adds a pending row for a transaction of each of these customers, in this order. Gives the rows' numbers. */
  async enqueue(...customers: readonly string[]): Promise<readonly string[]> {
    const numbers: string[] = [];
    for (const orderKey of customers) {
      this.#sequence += 1;
      const number = `${this.#sequence}`;
      const about = { objName: 'Transaction', uniqueId: `T${number}`, orderKey, kind: 'insert' } as const;
      const object = { jsonObject: JSON.stringify({ customerId: orderKey }), at: START };
      await this.store.capture([{ ...about, ...object, number, sequence: number }]);
      this.#made.set(number, orderKey);
      numbers.push(number);
    }
    return numbers;
  }

  /** The customers' rows as they were made, for each customer. */
  get made(): ReadonlyMap<string, readonly string[]> {
    const all = new Map<string, string[]>();
    for (const [number, customer] of this.#made) all.set(customer, [...(all.get(customer) ?? []), number]);
    return all;
  }

  /** Numbers delivered to a customer, in order, each once: a receiver that drops duplicates by their id. */
  deliveredOf(customer: string): readonly string[] {
    return [...new Set(this.delivered)].filter((number) => this.#made.get(number) === customer);
  }

  async lease(runId = 'run', forMs = 60_000): Promise<Lease> {
    const lease = await this.store.acquire({ runId, worker: 0, forMs });
    if (lease === undefined) throw new Error('the lease is held');
    return lease;
  }

  /** One turn. What earlier turns had in memory or in flight is gone, as after a crash. */
  async turn(request: Partial<DrainRequest> = {}): Promise<DrainResult> {
    const lease = request.lease ?? (await this.lease());
    this.#busy.clear();
    this.#handedOut.clear();
    const concurrency = request.concurrency ?? 4;
    const turn = drain(this.#ports(concurrency), {
      lease,
      leaseMs: 60_000,
      lanes: ALL_LANES,
      from: 'pending',
      concurrency,
      batchSize: 8,
      messagesPerRequest: 1,
      requestTimeoutMs: 10_000,
      until: this.time.now + 3_600_000,
      failures: STOP,
      ...request,
    });
    return this.time.until(turn);
  }

  #ports(concurrency: number) {
    const { store, time } = this;
    return {
      clock: time.clock,
      after: (ms: number, ring: () => void) => this.#after(ms, ring),
      leases: {
        acquire: store.acquire.bind(store),
        release: store.release.bind(store),
        renew: (lease: Lease, forMs: number) => this.#call('renew', () => store.renew(lease, forMs)),
      },
      queues: {
        inProgress: (request: Parameters<typeof store.inProgress>[0]) =>
          this.#read('inProgress', () => store.inProgress(request)),
        moveBatch: (request: Parameters<typeof store.moveBatch>[0]) =>
          this.#read('moveBatch', () => store.moveBatch(request)),
        remove: (...about: Parameters<typeof store.remove>) =>
          this.#call('remove', () => store.remove(...about)),
        park: (...about: Parameters<typeof store.park>) => this.#call('park', () => store.park(...about)),
      },
      receiver: {
        deliver: (messages: readonly SyncMessage[], attempt?: number) =>
          this.#call('deliver', () => this.#deliver(messages, { attempt, concurrency }), 0),
      },
    };
  }

  #after(ms: number, ring: () => void): () => void {
    this.timers += 1;
    let over = false;
    const end = () => {
      if (!over) this.timers -= 1;
      over = true;
    };
    const cancel = this.time.timer(ms, () => {
      end();
      ring();
    });
    return () => {
      end();
      cancel();
    };
  }

  async #call<T>(
    name: string,
    effect: () => Promise<T>,
    ms = (this.#options.queueLatency ?? (() => 5))(name),
  ): Promise<T> {
    this.calls += 1;
    const nth = this.calls;
    this.hook('before', name, nth);
    if (ms > 0) await this.time.wait(ms);
    const result = await effect();
    this.hook('after', name, nth);
    return result;
  }

  async #read<T extends readonly { readonly number: string }[]>(
    name: string,
    read: () => Promise<T>,
  ): Promise<T> {
    const rows = await this.#call(name, read);
    for (const { number } of rows) this.#handedOut.add(number);
    return rows;
  }

  async #deliver(
    messages: readonly SyncMessage[],
    { attempt, concurrency }: { readonly attempt: number | undefined; readonly concurrency: number },
  ): Promise<DeliveryOutcome> {
    const uniqueIds = messages.map(({ uniqueId }) => uniqueId);
    const customers = new Set(uniqueIds.map((number) => this.#made.get(number) ?? '?'));
    const [customer = '?'] = customers;
    if (customers.size !== 1) this.faults.push(`one request for ${[...customers].join()}`);
    if (this.#busy.has(customer)) this.faults.push(`two requests in flight for ${customer}`);
    this.mostInMemory = Math.max(this.mostInMemory, this.#handedOut.size);
    for (const number of uniqueIds) this.#handedOut.delete(number);
    this.#busy.add(customer);
    this.mostInFlight = Math.max(this.mostInFlight, this.#busy.size);
    if (this.#busy.size > concurrency) this.faults.push(`${this.#busy.size} requests in flight`);
    this.seen.push({ customer, uniqueIds, startedAt: this.time.now, attempt });
    const ms = (this.#options.latency ?? (() => 20))();
    await this.time.wait(ms);
    this.#busy.delete(customer);
    const answer = this.#options.answer?.(messages, attempt ?? 1) ?? 200;
    if (answer === 200) {
      this.delivered.push(...uniqueIds);
      return { outcome: 'delivered', status: 200, ms };
    }
    for (const number of uniqueIds) this.#handedOut.add(number);
    const about = typeof answer === 'number' ? { status: answer } : answer;
    return { outcome: 'failed', stage: 'response', ms, ...about };
  }
}
