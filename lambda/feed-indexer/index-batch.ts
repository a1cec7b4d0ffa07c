import type { Clock } from '../domain/clock.ts';
import { partitionIndex } from '../domain/feed-partitions.ts';
import { lowestSequenceNumber } from '../domain/lowest-sequence-number.ts';
import type { BatchResponse, KinesisRecord } from './contract.ts';
import { type PartitionReport, PartitionWriter, type PlacedEvent } from './partition-writer.ts';
import type { FeedLogWriter, IndexerLog, ParkingPlace } from './ports.ts';
import { type Reading, RecordReader, type RenderEvent, type UnreadableReason } from './read-record.ts';

/** The world as the indexer sees it. */
export interface IndexerPorts {
  readonly log: FeedLogWriter;
  readonly parking: ParkingPlace;
  readonly render: RenderEvent;
  /** An owner's place from 0 to less than 1: always the same, and evenly spread. */
  readonly hash: (owner: string) => number;
  readonly clock: Clock;
  readonly notes: IndexerLog;
}

/** What became of a batch. Each record is logged, a duplicate (or was logged before), of no type, parked or failed. */
export interface IndexReport {
  readonly records: number;
  readonly logged: number;
  readonly pages: number;
  readonly duplicates: number;
  readonly unknown: number;
  readonly contention: number;
  readonly parked: number;
  /** Come again. */
  readonly failed: number;
  /** Age of the oldest event when the batch was through, milliseconds; undefined when none was logged. */
  readonly oldestMs: number | undefined;
  readonly response: BatchResponse;
}

interface ReadRecord {
  readonly index: number;
  readonly record: KinesisRecord;
  readonly reading: Reading;
}

type IndexedEvent = PlacedEvent & { readonly index: number };

/** What was done to one partition, or that it failed. */
interface PartitionOutcome {
  readonly partition: string;
  readonly events: readonly IndexedEvent[];
  readonly report: PartitionReport | undefined;
}

const PARKING_TIMEOUT_MS = 5_000;

/**
 * Puts batches of the event stream's records into the feed log, one batch at a time: each event once, an owner's in stream order,
 * what can never be logged parked whole. What is neither by the deadline comes again from the lowest such record.
 */
export class FeedIndexer {
  readonly #ports: IndexerPorts;
  readonly #reader: RecordReader;
  readonly #writers = new Map<string, PartitionWriter>();
  #partitions: readonly string[] | undefined;

  constructor(ports: IndexerPorts) {
    this.#ports = ports;
    this.#reader = new RecordReader(ports.render);
  }

  /** `records`: of one shard, in its order. `deadline`: epoch milliseconds. Safe to repeat. Rejects when the log has no names. */
  async index(records: readonly KinesisRecord[], deadline: number): Promise<IndexReport> {
    const { clock } = this.#ports;
    const now = clock();
    const read = records.map((record, index) => ({ index, record, reading: this.#reader.read(record, now) }));
    const events = read.flatMap(placedEvent);
    const [unparked, outcomes] = await Promise.all([
      this.#park(read, deadline),
      this.#write(events, deadline),
    ]);
    const reports = outcomes.flatMap(({ report }) => report ?? []);
    const failedEvents = (await this.#end(outcomes))
      ? outcomes.filter(isFailed).flatMap((one) => one.events)
      : events;
    const failed = [...unparked, ...failedEvents.map(({ index }) => index)];
    const sum = (of: (report: PartitionReport) => number) =>
      reports.reduce((total, one) => total + of(one), 0);
    const logged = sum((report) => report.logged);
    return {
      records: records.length,
      logged,
      pages: sum((report) => report.pages),
      duplicates: sum((report) => report.duplicates),
      unknown: read.filter(({ reading }) => reading.is === 'of no type').length,
      contention: sum((report) => report.contention),
      parked: read.filter(({ reading }) => reading.is === 'unreadable').length - unparked.length,
      failed: failed.length,
      oldestMs: logged === 0 ? undefined : clock() - oldestArrival(records, now),
      response: responseFor(records, failed),
    };
  }

  /** All partitions side by side; one that fails keeps back no other. */
  async #write(events: readonly IndexedEvent[], deadline: number): Promise<readonly PartitionOutcome[]> {
    if (events.length === 0) return [];
    this.#partitions ??= await this.#ports.log.partitions();
    const names = this.#partitions;
    const byPartition = Map.groupBy(
      events,
      ({ place }) => names[partitionIndex(this.#ports.hash(place.owner), names.length)] ?? '',
    );
    return Promise.all([...byPartition].map(([partition, own]) => this.#writeTo(partition, own, deadline)));
  }

  async #writeTo(
    partition: string,
    events: readonly IndexedEvent[],
    deadline: number,
  ): Promise<PartitionOutcome> {
    const { log, clock, notes } = this.#ports;
    const writer = this.#writers.get(partition) ?? new PartitionWriter({ log, clock, partition });
    this.#writers.set(partition, writer);
    try {
      return { partition, events, report: await writer.write(events, deadline) };
    } catch (error) {
      notes.failed({ error, partition });
      return { partition, events, report: undefined };
    }
  }

  /**
   * Readers hear of what is in the log, and its events are remembered: of all that this batch brought, for what an earlier try of the
   * batch had logged may not have been remembered yet. False when it is not known to have happened: then all of it comes again.
   */
  async #end(outcomes: readonly PartitionOutcome[]): Promise<boolean> {
    const { log, notes } = this.#ports;
    const done = outcomes.flatMap(({ partition, events, report }) =>
      report ? { partition, events, report } : [],
    );
    if (done.length === 0) return true;
    const ids = new Set(done.flatMap(({ events }) => events.map(({ event }) => event.eventId)));
    try {
      await Promise.all([
        log.show(Object.fromEntries(done.map(({ partition, report }) => [partition, report.last]))),
        log.remember([...ids]),
      ]);
      return true;
    } catch (error) {
      notes.failed({ error, partition: 'all' });
      return false;
    }
  }

  /** Positions of the records that could not be parked. */
  async #park(read: readonly ReadRecord[], deadline: number): Promise<readonly number[]> {
    const unparked = read.map(async ({ index, record, reading }) =>
      reading.is !== 'unreadable' || (await this.#parkOne(record, reading.reason, deadline)) ? [] : [index],
    );
    return (await Promise.all(unparked)).flat();
  }

  async #parkOne(record: KinesisRecord, reason: UnreadableReason, deadline: number): Promise<boolean> {
    const { parking, clock, notes } = this.#ports;
    const at = clock();
    const owner = record.kinesis?.partitionKey ?? '';
    const timeoutMs = Math.min(PARKING_TIMEOUT_MS, deadline - at);
    const parked = await parking.park({ record, owner, reason, at }, { timeoutMs });
    if (parked) notes.parked({ eventId: record.eventID ?? '', reason });
    return parked;
  }
}

function placedEvent({ index, reading }: ReadRecord): readonly IndexedEvent[] {
  return reading.is === 'event' ? [{ index, place: reading.place, event: reading.event }] : [];
}

function isFailed({ report }: PartitionOutcome): boolean {
  return report === undefined;
}

function oldestArrival(records: readonly KinesisRecord[], now: number): number {
  return records.reduce((oldest, { kinesis }) => {
    const seconds = kinesis?.approximateArrivalTimestamp;
    return seconds === undefined ? oldest : Math.min(oldest, Math.floor(seconds * 1000));
  }, now);
}

/** Names the failed record with the lowest sequence number: Lambda starts again there, and at the start for one that has none. */
function responseFor(records: readonly KinesisRecord[], failed: readonly number[]): BatchResponse {
  const lowest = lowestSequenceNumber(failed.map((index) => records[index]?.kinesis?.sequenceNumber));
  return { batchItemFailures: lowest === undefined ? [] : [{ itemIdentifier: lowest }] };
}
