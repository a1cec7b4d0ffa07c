import { setTimeout as pause } from 'node:timers/promises';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { isJsonObject, type JsonObject } from '../lambda/domain/json.ts';
import { parseJson } from '../lambda/domain/parse-json.ts';
import type { Cloud } from './cloud.ts';

/** A record of the event stream as a reader gets it. */
export interface StreamedEvent {
  readonly partitionKey: string;
  readonly text: string;
  readonly event: JsonObject;
}

/** Follows the event stream, all shards, from where it stood when the reader was made. */
export interface EventReader {
  /** What has come since the last call; in order within a shard. Waits a moment when nothing has. */
  next(): Promise<readonly StreamedEvent[]>;
  close(): void;
}

const IDLE_MS = 100;

/** A reader that begins at the stream's present end, or at its oldest record. */
export async function eventReader(options: {
  readonly cloud: Cloud;
  readonly stream: string;
  readonly from: 'latest' | 'oldest';
}): Promise<EventReader> {
  const { cloud, stream } = options;
  const client = new KinesisClient({ ...cloud, requestHandler: new NodeHttpHandler() });
  const iterators = await startingPoints(
    client,
    stream,
    options.from === 'latest' ? 'LATEST' : 'TRIM_HORIZON',
  );
  return {
    async next() {
      const batches = await Promise.all(
        iterators.map(async (iterator, shard) => {
          if (iterator === undefined) return [];
          const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
          iterators[shard] = answer.NextShardIterator;
          return (answer.Records ?? []).map(({ PartitionKey, Data }) => streamedEvent(PartitionKey, Data));
        }),
      );
      const events = batches.flat();
      if (events.length === 0) await pause(IDLE_MS);
      return events;
    },
    close: () => client.destroy(),
  };
}

async function startingPoints(
  client: KinesisClient,
  stream: string,
  type: 'LATEST' | 'TRIM_HORIZON',
): Promise<(string | undefined)[]> {
  // One page: a local stream has a few shards, a page a thousand.
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  return Promise.all(
    Shards.map(async ({ ShardId }) => {
      const command = new GetShardIteratorCommand({ StreamName: stream, ShardId, ShardIteratorType: type });
      return (await client.send(command)).ShardIterator;
    }),
  );
}

function streamedEvent(partitionKey = '', data: Uint8Array = new Uint8Array()): StreamedEvent {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(data);
  const event = parseJson(text);
  if (!isJsonObject(event)) throw new TypeError(`a record of the event stream is no JSON object: ${text}`);
  return { partitionKey, text, event };
}
