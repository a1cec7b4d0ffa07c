import type { Clock } from '../domain/clock.ts';
import { lowestSequenceNumber } from '../domain/lowest-sequence-number.ts';
import type { SyncChange } from '../domain/sync-capture.ts';
import { readChange, type UnnumberedChange } from './captured-change.ts';
import type { BatchResponse, StreamRecord } from './contract.ts';
import type { CaptureSwitch, EnqueuerLog, ParkingPlace, PendingQueue } from './ports.ts';

/** The world as the enqueuer sees it. */
export interface EnqueuerPorts {
  readonly queue: PendingQueue;
  readonly captureSwitch: CaptureSwitch;
  readonly parking: ParkingPlace;
  readonly clock: Clock;
  readonly log: EnqueuerLog;
}

/** What became of a batch. Each record is captured, ignored, skipped, disabled, parked or failed. */
export interface EnqueueReport {
  readonly records: number;
  captured: number;
  /** Seen before, or older than what was. */
  ignored: number;
  /** Of no meaning to data sync, such as the end of a record that was marked as deleted before. */
  skipped: number;
  /** Came while data sync was off. */
  disabled: number;
  parked: number;
  /** Come again. */
  failed: number;
  /** Age of the oldest captured change when the batch was through, milliseconds. */
  oldestMs: number | undefined;
  response: BatchResponse;
}

/** Customers whose changes are captured at the same time. */
const CUSTOMERS_AT_ONCE = 64;
const PARKING_TIMEOUT_MS = 5_000;

interface Located {
  /** Position in the batch. */
  readonly index: number;
}

type LocatedChange = UnnumberedChange & Located;
type Run = readonly [LocatedChange, ...LocatedChange[]];

/**
 * Puts the changes of a batch of stream records into the pending queues: a customer's in stream order, customers side by side. What
 * can never be captured is parked. What is neither by the deadline is reported, so that Lambda comes again from the lowest such record.
 * Safe to repeat. Rejects when nobody knows whether data sync is on.
 */
export async function enqueueChanges(
  ports: EnqueuerPorts,
  records: readonly StreamRecord[],
  deadline: number,
): Promise<EnqueueReport> {
  const report: EnqueueReport = {
    records: records.length,
    captured: 0,
    ignored: 0,
    skipped: 0,
    disabled: 0,
    parked: 0,
    failed: 0,
    oldestMs: undefined,
    response: { batchItemFailures: [] },
  };
  if (!(await ports.captureSwitch.isOn())) {
    report.disabled = records.length;
    return report;
  }
  const batch = new Batch(ports, { records, deadline, report });
  await batch.run();
  return report;
}

class Batch {
  readonly #ports: EnqueuerPorts;
  readonly #records: readonly StreamRecord[];
  readonly #deadline: number;
  readonly #report: EnqueueReport;
  readonly #failed: number[] = [];
  #firstNumber = 0n;

  constructor(
    ports: EnqueuerPorts,
    batch: { records: readonly StreamRecord[]; deadline: number; report: EnqueueReport },
  ) {
    this.#ports = ports;
    this.#records = batch.records;
    this.#deadline = batch.deadline;
    this.#report = batch.report;
  }

  async run(): Promise<void> {
    const now = this.#ports.clock();
    const changes: LocatedChange[] = [];
    const unreadable: { index: number; reason: string }[] = [];
    for (const [index, record] of this.#records.entries()) {
      const reading = readChange(record, now);
      if (reading.is === 'change') changes.push({ ...reading.change, index });
      else if (reading.is === 'unreadable') unreadable.push({ index, reason: reading.reason });
      else this.#report.skipped += 1;
    }
    await Promise.all(unreadable.map((about) => this.#park(about)));
    if (changes.length > 0) await this.#captureAll(changes);
    this.#report.failed = this.#failed.length;
    this.#report.response = responseFor(this.#records, this.#failed);
  }

  async #captureAll(changes: readonly LocatedChange[]): Promise<void> {
    try {
      // One block for the batch, taken now: its numbers are greater than all that were used for earlier changes.
      this.#firstNumber = await this.#ports.queue.takeNumbers(this.#records.length);
    } catch (error) {
      this.#fail(changes, error);
      return;
    }
    const customers = Map.groupBy(changes, ({ orderKey }) => orderKey).values();
    const work = async (): Promise<void> => {
      for (const customer of customers) await this.#captureInOrder(runsOf(customer));
    };
    await Promise.all(Array.from({ length: CUSTOMERS_AT_ONCE }, work));
  }

  /** What fails keeps back what comes after it for the same customer. */
  async #captureInOrder(runs: readonly Run[]): Promise<void> {
    for (const [position, run] of runs.entries()) {
      try {
        if (this.#ports.clock() >= this.#deadline) throw new Error('the time is up');
        const [first, ...others] = run;
        const receipt = await this.#ports.queue.capture([
          this.#numbered(first),
          ...others.map((change) => this.#numbered(change)),
        ]);
        this.#report.captured += receipt.captured;
        this.#report.ignored += receipt.ignored;
        const age = this.#ports.clock() - Math.min(...run.map(({ at }) => at));
        if (receipt.captured > 0) this.#report.oldestMs = Math.max(this.#report.oldestMs ?? 0, age);
      } catch (error) {
        this.#fail(runs.slice(position).flat(), error);
        return;
      }
    }
  }

  #numbered({ index, ...change }: LocatedChange): SyncChange {
    return { ...change, number: String(this.#firstNumber + BigInt(index)) };
  }

  async #park({ index, reason }: { index: number; reason: string }): Promise<void> {
    const record = this.#records[index] as StreamRecord;
    const owner = (record.dynamodb?.Keys ?? record.dynamodb?.NewImage)?._owner?.S ?? '';
    const timeoutMs = Math.min(PARKING_TIMEOUT_MS, this.#deadline - this.#ports.clock());
    const parked = await this.#ports.parking.park(
      { record, owner, reason, at: this.#ports.clock() },
      { timeoutMs },
    );
    if (!parked) {
      this.#failed.push(index);
      return;
    }
    this.#report.parked += 1;
    this.#ports.log.parked({ eventId: record.eventID ?? '', reason });
  }

  #fail(changes: readonly Located[], error: unknown): void {
    this.#failed.push(...changes.map(({ index }) => index));
    this.#ports.log.failed({ error, records: changes.length });
  }
}

/** A customer's changes, cut where another object's begin: what is next to one another goes as one. */
function runsOf(changes: readonly LocatedChange[]): readonly Run[] {
  const runs: [LocatedChange, ...LocatedChange[]][] = [];
  for (const change of changes) {
    const run = runs.at(-1);
    if (run?.[0].objName === change.objName && run[0].uniqueId === change.uniqueId) run.push(change);
    else runs.push([change]);
  }
  return runs;
}

/** Names the failed record with the lowest sequence number: Lambda starts again there, and at the start for one that has none. */
function responseFor(records: readonly StreamRecord[], failed: readonly number[]): BatchResponse {
  const lowest = lowestSequenceNumber(failed.map((index) => records[index]?.dynamodb?.SequenceNumber));
  return { batchItemFailures: lowest === undefined ? [] : [{ itemIdentifier: lowest }] };
}
