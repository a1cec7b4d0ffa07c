import { DynamoDbFeedLogWriter } from '../../lambda/adapters/dynamodb/dynamodb-feed-log-writer.ts';
import type { Image, StreamRecord } from '../../lambda/event-publisher/contract.ts';
import { FeedIndexer } from '../../lambda/feed-indexer/index-batch.ts';
import { feedObject } from '../../lambda/model/feed/render-feed-object.ts';
import type { FakeDynamoDb } from './fake-dynamodb.ts';
import type { FaultyProcess } from './faulty-calls.ts';
import { turn } from './faulty-calls.ts';
import { faultyInvocations } from './faulty-invocations.ts';
import { feedIndexerPorts } from './feed-indexer-ports.ts';
import { FEED_TABLES, fakeFeedTables } from './feed-tables.ts';
import { mortalPublisher } from './mortal-publisher.ts';
import { SimulatedKinesis } from './simulated-kinesis.ts';
import { SimulatedMapping } from './simulated-mapping.ts';
import { ShardMapping, SimulatedShards } from './simulated-shards.ts';
import { SteppedTime } from './stepped-time.ts';
import { CREATED_AT_S, sequenceNumber } from './stream-records.ts';

export interface FeedChainOptions {
  /** Whose Records table it begins at. */
  readonly records: FakeDynamoDb;
  readonly random: () => number;
  readonly partitions: number;
}

const KINESIS_TROUBLES = {
  timeoutBefore: 0.05,
  timeoutAfter: 0.05,
  serverError: 0.05,
  recordFailure: 0.03,
  repeat: 0.03,
  refused: 0.01,
};
const INDEXER_TROUBLES = { fails: 0.02, dies: 0.02, abandoned: 0.1 };
const WITHOUT = { fails: 0, dies: 0, abandoned: 0 };

/**
 * From the Records table's stream to the feed log as it runs in the cloud, but that nothing moves unless it is told to: the publisher, which
 * is killed and repeats itself; a Kinesis stream that is out of order at times, and whose shards are split and merged; the indexer, whose calls fail,
 * which dies, or goes on when nobody waits for it.
 */
export class FeedChain {
  readonly feed = fakeFeedTables().fake;
  readonly shards = new SimulatedShards(3);
  readonly #options: FeedChainOptions;
  readonly #time = new SteppedTime(CREATED_AT_S * 1000);
  readonly #kinesis: SimulatedKinesis;
  readonly #stream: SimulatedMapping;
  readonly #publish: ReturnType<typeof mortalPublisher>;
  readonly #mapping: ShardMapping;
  #isTroubled = true;
  #published = 0;
  #stored = 0;

  constructor(options: FeedChainOptions) {
    this.#options = options;
    const { random } = options;
    const time = this.#time;
    this.#kinesis = new SimulatedKinesis({
      ...{ shards: 4, recordsPerShardAndSecond: 1000, troubles: KINESIS_TROUBLES },
      ...{ healthyFrom: Number.POSITIVE_INFINITY, random, time },
    });
    const standard = { maximumRetryAttempts: -1, maximumRecordAgeInSeconds: -1 };
    this.#stream = new SimulatedMapping(
      { ...standard, batchSize: 100, bisectBatchOnFunctionError: true },
      time,
    );
    this.#publish = mortalPublisher({
      ...{ kinesis: this.#kinesis, time, random, maxRecordBytes: 1024 * 1024 },
      parking: { park: () => Promise.reject(new Error('nothing is to be parked')) },
      isKilled: () => random() < 0.1,
    });
    this.#mapping = new ShardMapping(this.shards, {
      batchSize: 150,
      invoke: faultyInvocations({
        random,
        troubles: () => (this.#isTroubled ? INDEXER_TROUBLES : WITHOUT),
        start: (process) => this.#indexer(process),
        deadline: () => Date.now() + 60_000,
      }),
    });
  }

  /** The publisher takes what has been changed since it last did. */
  async publish(): Promise<void> {
    const records = this.#options.records.changes().slice(this.#published);
    const stream = records.map((change, index) => streamRecordOf(change, this.#published + index + 1));
    this.#published += records.length;
    await this.#time.until(this.#stream.drain(stream, this.#publish));
    this.#store();
  }

  /** Kinesis splits a shard, or merges two. */
  reshard(): void {
    const { random } = this.#options;
    if (random() < 0.5) this.shards.split(Math.floor(random() * 9));
    else this.shards.merge(Math.floor(random() * 9));
  }

  /** The indexer takes a batch of every shard that has one. */
  async index(): Promise<boolean> {
    return this.#mapping.step();
  }

  /** Everything comes through. */
  async finish(): Promise<void> {
    await this.publish();
    // Calls that took effect long after nobody waited for them any more.
    await this.#time.until(this.#time.wait(60_000));
    this.#store();
    this.#isTroubled = false;
    await this.#mapping.drain();
    for (let turns = 0; turns < 100; turns += 1) await turn();
  }

  #store(): void {
    for (const { partitionKey, data } of this.#kinesis.stored.slice(this.#stored))
      this.shards.putText(partitionKey, data);
    this.#stored = this.#kinesis.stored.length;
  }

  #indexer(process: FaultyProcess): FeedIndexer {
    const log = new DynamoDbFeedLogWriter({
      client: process.watch(this.feed.client()),
      tables: FEED_TABLES,
      partitions: this.#options.partitions,
      sleep: () => turn(),
    });
    return new FeedIndexer(feedIndexerPorts({ log, render: feedObject, clock: Date.now }));
  }
}

function streamRecordOf(
  { oldImage, newImage }: ReturnType<FakeDynamoDb['changes']>[number],
  position: number,
): StreamRecord {
  return {
    eventID: position.toString(16).padStart(32, '0'),
    eventName: newImage === undefined ? 'REMOVE' : oldImage === undefined ? 'INSERT' : 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: CREATED_AT_S,
      SequenceNumber: sequenceNumber(position),
      ...(oldImage && { OldImage: oldImage as Image }),
      ...(newImage && { NewImage: newImage as Image }),
    },
  };
}
