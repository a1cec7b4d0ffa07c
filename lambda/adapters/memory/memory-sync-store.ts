import type { DeliveryFailure, Lease, ParkedRow, QueueDepth } from '../../data-sync/ports.ts';
import { AppError } from '../../domain/app-error.ts';
import type { Clock } from '../../domain/clock.ts';
import { type CapturedRow, captureChanges, type SyncChange } from '../../domain/sync-capture.ts';
import type { SyncRow, SyncRowKey } from '../../domain/sync-row.ts';
import type { CaptureReceipt } from '../../sync-enqueuer/ports.ts';

interface Mark {
  readonly sequence: bigint;
  readonly numbers: readonly string[];
  readonly lastNumber: bigint;
}

interface Held {
  readonly runId: string;
  readonly until: number;
}

type Parked = ParkedRow & { readonly row: CapturedRow };

/**
 * All of data sync's queues, leases and parked rows in memory, for tests and trials: the rules of the DynamoDB adapters, nothing
 * outlives the object. It is every port of them at once.
 */
export class MemorySyncStore {
  readonly #clock: Clock;
  readonly #pending = new Map<string, CapturedRow>();
  readonly #progress = new Map<string, CapturedRow>();
  readonly #parked = new Map<string, Parked>();
  readonly #marks = new Map<string, Mark>();
  readonly #leases = new Map<number, { readonly token: bigint; readonly held?: Held }>();
  #given = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async takeNumbers(count: number): Promise<bigint> {
    return this.#take(count);
  }

  async capture(changes: readonly [SyncChange, ...SyncChange[]]): Promise<CaptureReceipt> {
    const name = objectOf(changes[0]);
    const mark = this.#marks.get(name) ?? { sequence: -1n, numbers: [], lastNumber: 0n };
    const fresh = changes.filter(({ sequence }) => BigInt(sequence) > mark.sequence);
    const ignored = changes.length - fresh.length;
    if (fresh.length === 0) return { captured: 0, ignored };
    const queued = mark.numbers.flatMap((number) => {
      const row = this.#pending.get(number) ?? this.#progress.get(number);
      const queue = this.#pending.has(number) ? ('pending' as const) : ('progress' as const);
      return row === undefined ? [] : [{ ...row, queue }];
    });
    const isNumbered = fresh.every(({ number }) => BigInt(number) > mark.lastNumber);
    const capture = captureChanges(queued, isNumbered ? fresh : this.#renumbered(fresh));
    for (const row of capture.add) this.#pending.set(row.number, row);
    for (const { row, jsonObject, sequence } of capture.refresh) {
      const before = this.#pending.get(row.number) as CapturedRow;
      const text = before.action === 'DELETE' ? null : jsonObject;
      this.#pending.set(row.number, { ...before, jsonObject: text, sequence, version: before.version + 1 });
    }
    for (const { number } of capture.remove) {
      this.#pending.delete(number);
      this.#progress.delete(number);
    }
    const numbers = capture.rows.map(({ number }) => number);
    const lastNumber = capture.add.reduce(
      (last, { number }) => larger(last, BigInt(number)),
      mark.lastNumber,
    );
    this.#marks.set(name, { sequence: BigInt(capture.sequence), numbers, lastNumber });
    return { captured: fresh.length, ignored };
  }

  async acquire(request: { runId: string; worker: number; forMs: number }): Promise<Lease | undefined> {
    const { runId, worker, forMs } = request;
    const { token, held } = this.#leases.get(worker) ?? { token: 0n };
    const isOwn = held?.runId === runId;
    if (held !== undefined && !isOwn && held.until > this.#clock()) return undefined;
    return this.#hold(worker, { token: isOwn ? token : token + 1n, runId, forMs });
  }

  async renew(lease: Lease, forMs: number): Promise<Lease | undefined> {
    const { token, held } = this.#leases.get(lease.worker) ?? { token: 0n };
    if (held === undefined || token !== BigInt(lease.token)) return undefined;
    return this.#hold(lease.worker, { token, runId: held.runId, forMs });
  }

  async release(lease: Lease): Promise<void> {
    const { token } = this.#leases.get(lease.worker) ?? {};
    if (token === BigInt(lease.token)) this.#leases.set(lease.worker, { token });
  }

  async inProgress(request: {
    lanes: readonly number[];
    after?: SyncRowKey;
    limit: number;
  }): Promise<readonly SyncRow[]> {
    const after = BigInt(request.after?.number ?? 0);
    return sorted(this.#progress)
      .filter(({ lane, number }) => request.lanes.includes(lane) && BigInt(number) > after)
      .slice(0, request.limit)
      .map(shown);
  }

  async moveBatch(request: {
    lanes: readonly number[];
    limit: number;
    lease: Lease;
  }): Promise<readonly SyncRow[]> {
    this.#check(request.lease);
    const rows = sorted(this.#pending).filter(({ lane }) => request.lanes.includes(lane));
    return rows.slice(0, request.limit).map((row) => {
      this.#pending.delete(row.number);
      this.#progress.set(row.number, row);
      return shown(row);
    });
  }

  async remove(row: SyncRowKey, lease: Lease): Promise<void> {
    this.#check(lease);
    this.#progress.delete(row.number);
  }

  async park({ number }: SyncRow, reason: DeliveryFailure, lease: Lease): Promise<void> {
    this.#check(lease);
    const row = this.#progress.get(number);
    if (row === undefined) return;
    this.#progress.delete(number);
    this.#parked.set(number, { row, reason, parkedAt: this.#clock() });
  }

  async list(request: { limit: number; after?: string }): Promise<readonly ParkedRow[]> {
    const after = BigInt(request.after ?? 0);
    return [...this.#parked.values()]
      .filter(({ row }) => BigInt(row.number) > after)
      .sort((a, b) => compare(a.row, b.row))
      .slice(0, request.limit)
      .map(({ row, ...parked }) => ({ ...parked, row: shown(row) }));
  }

  async redrive(number: string): Promise<'redriven' | 'superseded' | 'absent'> {
    const parked = this.#parked.get(number);
    if (parked === undefined) return 'absent';
    this.#parked.delete(number);
    const { row } = parked;
    const mark = this.#marks.get(objectOf(row));
    if (mark !== undefined && mark.sequence > BigInt(row.sequence)) return 'superseded';
    this.#pending.set(number, row);
    const others = (mark?.numbers ?? []).filter((other) => other !== number);
    const numbers = [...others, number].sort((a, b) => Number(BigInt(a) - BigInt(b)));
    const lastNumber = larger(mark?.lastNumber ?? 0n, BigInt(number));
    this.#marks.set(objectOf(row), { sequence: BigInt(row.sequence), numbers, lastNumber });
    return 'redriven';
  }

  async discard(number: string): Promise<boolean> {
    return this.#parked.delete(number);
  }

  async read(): Promise<
    Readonly<Record<'customerPending' | 'transactionPending' | 'progress' | 'parked', QueueDepth>>
  > {
    const pending = [...this.#pending.values()];
    return {
      customerPending: depthOf(pending.filter(({ objName }) => objName === 'Customer')),
      transactionPending: depthOf(pending.filter(({ objName }) => objName === 'Transaction')),
      progress: depthOf([...this.#progress.values()]),
      parked: depthOf([...this.#parked.values()].map(({ row }) => row)),
    };
  }

  #take(count: number): bigint {
    this.#given += BigInt(count);
    return this.#given - BigInt(count) + 1n;
  }

  #renumbered(changes: readonly SyncChange[]): readonly SyncChange[] {
    const first = this.#take(changes.length);
    return changes.map((change, index) => ({ ...change, number: String(first + BigInt(index)) }));
  }

  #hold(worker: number, hold: { token: bigint; runId: string; forMs: number }): Lease {
    const { token, runId, forMs } = hold;
    const until = this.#clock() + forMs;
    this.#leases.set(worker, { token, held: { runId, until } });
    return { worker, token: String(token), until };
  }

  #check({ worker, token }: Lease): void {
    const lease = this.#leases.get(worker);
    if (lease?.held === undefined || lease.token !== BigInt(token))
      throw new AppError('LEASE_LOST', `the lease of worker ${worker} has been given back or taken over`);
  }
}

function objectOf({ objName, uniqueId }: Pick<SyncRow, 'objName' | 'uniqueId'>): string {
  return `${objName}#${uniqueId}`;
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

function compare(a: SyncRow, b: SyncRow): number {
  return BigInt(a.number) < BigInt(b.number) ? -1 : 1;
}

function sorted(rows: ReadonlyMap<string, CapturedRow>): readonly CapturedRow[] {
  return [...rows.values()].sort(compare);
}

function shown({ sequence: _sequence, ...row }: CapturedRow): SyncRow {
  return row;
}

function depthOf(rows: readonly SyncRow[]): QueueDepth {
  const oldestAt = Math.min(...rows.map(({ enqueuedAt }) => enqueuedAt));
  return rows.length === 0 ? { depth: 0 } : { depth: rows.length, oldestAt };
}
