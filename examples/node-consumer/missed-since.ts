import { DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { callKinesis } from './call-kinesis.ts';
import type { Checkpoint } from './checkpoint.ts';

const HOUR_MS = 3_600_000;

/** What tells whether a consumer was away for too long; times in epoch milliseconds. */
export interface GapCheck {
  readonly kinesis: KinesisClient;
  readonly streamArn: string;
  readonly checkpoint: Checkpoint;
  readonly signal: AbortSignal;
}

/**
 * The time (epoch ms) from which on records may have left the stream before this consumer read them; undefined when
 * it was away for less than the stream's retention. Kinesis itself says nothing: it goes on with the oldest record it has.
 */
export async function missedSince(check: GapCheck): Promise<number | undefined> {
  const summary = await callKinesis(
    (options) =>
      check.kinesis.send(new DescribeStreamSummaryCommand({ StreamARN: check.streamArn }), options),
    check.signal,
  );
  const retentionMs = (summary?.StreamDescriptionSummary?.RetentionPeriodHours ?? 24) * HOUR_MS;
  const all = check.checkpoint.shardIds.flatMap((id) => check.checkpoint.progress(id) ?? []);
  const open = all.filter((progress) => !progress.ended);
  const earliest = Math.min(...(open.length > 0 ? open : all).map((progress) => progress.readUntil));
  return earliest < Date.now() - retentionMs ? earliest : undefined;
}
