import { randomUUID } from 'node:crypto';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { SampleEvent } from './sample-events.ts';

/** A stream of its own in the local cloud. */
export class LocalStream {
  readonly name = `readers-${randomUUID()}`;
  readonly arn = `arn:aws:kinesis:us-east-1:000000000000:stream/${this.name}`;
  readonly #kinesis = new KinesisClient({ region: 'us-east-1', requestHandler: new NodeHttpHandler() });

  static async create(shards: number): Promise<LocalStream> {
    const stream = new LocalStream();
    await stream.#kinesis.send(new CreateStreamCommand({ StreamName: stream.name, ShardCount: shards }));
    return stream;
  }

  async put(events: readonly Pick<SampleEvent, 'account' | 'text'>[]): Promise<void> {
    for (let i = 0; i < events.length; i += 500) {
      const Records = events
        .slice(i, i + 500)
        .map(({ account, text }) => ({ PartitionKey: account, Data: Buffer.from(text) }));
      await this.#kinesis.send(new PutRecordsCommand({ StreamName: this.name, Records }));
    }
  }

  /** Splits the first shard in the middle and merges the two after it. */
  async reshard(): Promise<void> {
    const shards = (await this.#kinesis.send(new ListShardsCommand({ StreamName: this.name }))).Shards ?? [];
    const [first, second, third] = shards;
    const middle = BigInt(first?.HashKeyRange?.EndingHashKey ?? 0) / 2n;
    await this.#kinesis.send(
      new SplitShardCommand({
        StreamName: this.name,
        ShardToSplit: first?.ShardId,
        NewStartingHashKey: String(middle),
      }),
    );
    await this.#kinesis.send(
      new MergeShardsCommand({
        StreamName: this.name,
        ShardToMerge: second?.ShardId,
        AdjacentShardToMerge: third?.ShardId,
      }),
    );
  }

  async delete(): Promise<void> {
    await this.#kinesis.send(new DeleteStreamCommand({ StreamName: this.name }));
    this.#kinesis.destroy();
  }
}
