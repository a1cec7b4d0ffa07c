import {
  type _Record,
  GetRecordsCommand,
  type GetRecordsOutput,
  GetShardIteratorCommand,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import { callKinesis, isNamed, pause } from './call-kinesis.ts';
import type { Checkpoint } from './checkpoint.ts';

/** A shard gives five reads a second, to all its readers together. */
const SHORTEST_PAUSE_MS = 250;
const IDLE_SAVE_MS = 30_000;

/** What reading a shard needs: the stream, where to begin, whom to hand the events to. */
export interface ShardReading {
  readonly kinesis: KinesisClient;
  readonly streamArn: string;
  readonly checkpoint: Checkpoint;
  /** Pause between two reads of a shard when nothing more is waiting in it. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
  /** Does the work. Resolves to how many of the records were done: fewer than given when the consumer is to stop. */
  handleRecords(records: readonly _Record[]): Promise<number>;
  /** Told after every read whether anything came or still waits. */
  onRead(shardId: string, caughtUp: boolean): void;
}

/**
 * Reads a shard from its checkpoint (else from its oldest record) until it is closed and read to its end, or the signal.
 * Ends without a word when the shard is no longer there: closed, and its last record older than the retention.
 */
export async function readShard(shardId: string, reading: ShardReading): Promise<void> {
  const { checkpoint, signal } = reading;
  let iterator: string | undefined;
  let savedAt = Date.now();
  while (!signal.aborted) {
    const startedAt = Date.now();
    let answer: GetRecordsOutput | undefined;
    try {
      iterator ??= await shardIterator(shardId, reading);
      answer = await getRecords(iterator, reading);
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) return;
      if (!isNamed(error, 'ExpiredIteratorException')) throw error;
      // Five minutes between two reads: the handler was slow, or the machine slept.
      iterator = undefined;
      await pause(SHORTEST_PAUSE_MS, signal);
      continue;
    }
    if (answer === undefined) return;

    const records = answer.Records ?? [];
    const done = records.length === 0 ? 0 : await reading.handleRecords(records);
    const ended = note(shardId, { answer, done, startedAt, checkpoint });
    if (done > 0 || ended || startedAt - savedAt > IDLE_SAVE_MS) {
      await checkpoint.save();
      savedAt = startedAt;
    }
    if (ended || done < records.length) return;

    iterator = answer.NextShardIterator;
    const caughtUp = records.length === 0 && (answer.MillisBehindLatest ?? 0) === 0;
    reading.onRead(shardId, caughtUp);
    await pause(startedAt + (caughtUp ? reading.pollMs : SHORTEST_PAUSE_MS) - Date.now(), signal);
  }
}

interface Read {
  readonly answer: GetRecordsOutput;
  readonly done: number;
  readonly startedAt: number;
  readonly checkpoint: Checkpoint;
}

/** Puts into the checkpoint what has been done; whether that was the end of the shard. */
function note(shardId: string, { answer, done, startedAt, checkpoint }: Read): boolean {
  const records = answer.Records ?? [];
  const last = records[done - 1];
  if (done < records.length && last === undefined) return false;
  const after = last?.SequenceNumber ?? checkpoint.progress(shardId)?.after;
  const ended = done === records.length && answer.NextShardIterator === undefined;
  const readUntil =
    done < records.length
      ? Number(last?.ApproximateArrivalTimestamp)
      : startedAt - (answer.MillisBehindLatest ?? 0);
  checkpoint.advance(shardId, { ...(after && { after }), readUntil, ...(ended && { ended }) });
  return ended;
}

function getRecords(
  iterator: string | undefined,
  reading: ShardReading,
): Promise<GetRecordsOutput | undefined> {
  const command = new GetRecordsCommand({ ShardIterator: iterator, StreamARN: reading.streamArn });
  return callKinesis((options) => reading.kinesis.send(command, options), reading.signal);
}

async function shardIterator(shardId: string, reading: ShardReading): Promise<string | undefined> {
  const after = reading.checkpoint.progress(shardId)?.after;
  const command = new GetShardIteratorCommand({
    StreamARN: reading.streamArn,
    ShardId: shardId,
    ...(after === undefined
      ? { ShardIteratorType: 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: after }),
  });
  return (await callKinesis((options) => reading.kinesis.send(command, options), reading.signal))
    ?.ShardIterator;
}
