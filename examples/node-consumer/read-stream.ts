import { type _Record, type KinesisClient, ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis';
import { callKinesis, pause } from './call-kinesis.ts';
import type { Checkpoint } from './checkpoint.ts';
import { readShard } from './read-shard.ts';
import type { RecentIds } from './recent-ids.ts';
import { type StreamEvent, streamEvent } from './stream-event.ts';

/** Children are looked for when a parent ends; this is for whatever that misses. */
const LIST_SHARDS_MS = 30_000;

/** What reading a stream needs, and when it ends by itself. */
export interface StreamReading {
  readonly kinesis: KinesisClient;
  readonly streamArn: string;
  readonly checkpoint: Checkpoint;
  readonly recentIds: RecentIds;
  readonly pollMs: number;
  /** Ends the reading; what is being handled is handled and checkpointed first. */
  readonly signal: AbortSignal;
  /** Ends the reading after so many events. */
  readonly count?: number | undefined;
  /** Ends the reading when nothing has come, and nothing waited, for so long. */
  readonly untilIdleMs?: number | undefined;
  handleEvents(events: readonly StreamEvent[]): Promise<void>;
}

/**
 * Reads every shard of a stream: the children of a split or merge once their parents have been read to their end, so that
 * each account's events come in their order; copies of an event that came lately are dropped.
 * Resolves when a limit is reached or the signal given; throws what cannot be mended by trying again.
 */
export async function readStream(options: StreamReading): Promise<void> {
  const { checkpoint } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const running = new Map<string, Promise<void>>();
  const busyAt = new Map<string, number>();
  const handleRecords = recordHandler(options, stop);
  let shardEnded = new AbortController();
  let failure: { readonly error: unknown } | undefined;

  const start = (shardId: string): void => {
    busyAt.set(shardId, Number.POSITIVE_INFINITY);
    const onRead = (id: string, caughtUp: boolean): void => {
      if (!caughtUp || busyAt.get(id) === Number.POSITIVE_INFINITY) busyAt.set(id, Date.now());
    };
    const end = readShard(shardId, { ...options, signal, handleRecords, onRead })
      .catch((error: unknown) => {
        failure ??= { error };
        stop.abort();
      })
      .finally(() => {
        running.delete(shardId);
        busyAt.set(shardId, Date.now());
        shardEnded.abort();
      });
    running.set(shardId, end);
  };

  while (!signal.aborted) {
    shardEnded = new AbortController();
    const shards = await listShards(options.kinesis, options.streamArn, signal);
    if (signal.aborted) break;
    const known = new Set(shards.map((shard) => shard.ShardId));
    for (const id of checkpoint.shardIds) if (!known.has(id) && !running.has(id)) checkpoint.forget(id);
    const isRead = (id: string): boolean => !known.has(id) || checkpoint.progress(id)?.ended === true;
    for (const shard of shards) {
      const id = shard.ShardId ?? '';
      if (!running.has(id) && !isRead(id) && parents(shard).every(isRead)) start(id);
    }
    const listAgainAt = Date.now() + LIST_SHARDS_MS;
    const either = AbortSignal.any([signal, shardEnded.signal]);
    while (!either.aborted && Date.now() < listAgainAt) {
      await pause(100, either);
      if (Date.now() - Math.max(0, ...busyAt.values()) > (options.untilIdleMs ?? Number.POSITIVE_INFINITY))
        stop.abort();
    }
  }
  await Promise.all(running.values());
  await checkpoint.save();
  if (failure !== undefined) throw failure.error;
}

/** Hands on what is no copy, and stops the reading when `count` events have been handed on. */
function recordHandler(options: StreamReading, stop: AbortController) {
  let left = options.count ?? Number.POSITIVE_INFINITY;
  return async (records: readonly _Record[]): Promise<number> => {
    const taken = new Map<unknown, StreamEvent>();
    let done = 0;
    for (; done < records.length && left > 0; done += 1) {
      const { Data = new Uint8Array(), PartitionKey = '' } = records[done] ?? {};
      const event = streamEvent(Data, PartitionKey);
      const id = event.eventId;
      if (id !== undefined && (options.recentIds.has(id) || taken.has(id))) continue;
      taken.set(id ?? Symbol(), event);
      left -= 1;
    }
    if (taken.size > 0) await options.handleEvents([...taken.values()]);
    for (const { eventId } of taken.values()) if (eventId !== undefined) options.recentIds.add(eventId);
    if (left === 0) stop.abort();
    return done;
  };
}

async function listShards(
  kinesis: KinesisClient,
  streamArn: string,
  signal: AbortSignal,
): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  let token: string | undefined;
  do {
    const command = new ListShardsCommand(
      token === undefined ? { StreamARN: streamArn } : { NextToken: token },
    );
    const page = await callKinesis((options) => kinesis.send(command, options), signal);
    shards.push(...(page?.Shards ?? []));
    token = page?.NextToken;
  } while (token !== undefined);
  return shards;
}

function parents(shard: Shard): readonly string[] {
  return [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined);
}
