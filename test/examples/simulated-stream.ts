import { createHash } from 'node:crypto';

const TOP = 2n ** 128n - 1n;
const READS_A_SECOND = 5;

/** An error of the Kinesis API, by its code. */
export class KinesisError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

interface StoredRecord {
  readonly SequenceNumber: string;
  readonly ApproximateArrivalTimestamp: number;
  readonly Data: string;
  readonly PartitionKey: string;
}

interface Shard {
  readonly id: string;
  readonly from: bigint;
  readonly to: bigint;
  readonly parents: readonly string[];
  readonly starts: string;
  readonly records: StoredRecord[];
  readonly reads: number[];
  ends?: string;
}

interface Position {
  readonly shard: string;
  readonly index: number;
  readonly generation: number;
}

/** Shards and records as the Kinesis API Reference describes them; nothing gets older than the retention. */
export class SimulatedStream {
  readonly arn = 'arn:aws:kinesis:us-east-1:123456789012:stream/simulated';
  retentionHours = 24;
  /** GetRecords calls that were refused because a shard had been read more than five times within a second. */
  refused = 0;
  /** GetRecords calls that were not. */
  reads = 0;
  readonly #shards: Shard[] = [];
  readonly #batchSize: number;
  #sequence = 10n ** 55n;
  #generation = 0;

  constructor(shards: number, batchSize: number) {
    this.#batchSize = batchSize;
    const width = (TOP + 1n) / BigInt(shards);
    for (let i = 0n; i < shards; i += 1n)
      this.#open(i * width, i === BigInt(shards) - 1n ? TOP : (i + 1n) * width - 1n, []);
  }

  get openShards(): readonly string[] {
    return this.#shards.filter((shard) => shard.ends === undefined).map((shard) => shard.id);
  }

  put(partitionKey: string, data: string): void {
    const hash = BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
    const shard = this.#shards.find(
      (each) => each.ends === undefined && each.from <= hash && hash <= each.to,
    );
    shard?.records.push({
      SequenceNumber: this.#nextSequence(),
      ApproximateArrivalTimestamp: Date.now() / 1000,
      Data: Buffer.from(data).toString('base64'),
      PartitionKey: partitionKey,
    });
  }

  split(id: string): void {
    const parent = this.#close(id);
    const middle = (parent.from + parent.to) / 2n;
    this.#open(parent.from, middle, [id]);
    this.#open(middle + 1n, parent.to, [id]);
  }

  /** Merges two shards that lie side by side. */
  merge(id: string, other: string): void {
    const [a, b] = [this.#close(id), this.#close(other)];
    const [low, high] = a.from < b.from ? [a, b] : [b, a];
    this.#open(low.from, high.to, [id, other]);
  }

  /** Makes every iterator that has been given out an expired one. */
  expireIterators(): void {
    this.#generation += 1;
  }

  summary(): unknown {
    return {
      StreamName: 'simulated',
      StreamARN: this.arn,
      StreamStatus: 'ACTIVE',
      RetentionPeriodHours: this.retentionHours,
      StreamCreationTimestamp: 1_700_000_000,
      EnhancedMonitoring: [],
      OpenShardCount: this.openShards.length,
    };
  }

  listShards(filter?: { readonly Type: string }): readonly unknown[] {
    return this.#shards
      .filter((shard) => {
        // Nothing has been trimmed: what was open at the trim horizon has no parents.
        if (filter?.Type === 'AT_TRIM_HORIZON') return shard.parents.length === 0;
        return filter?.Type === 'AT_LATEST' ? shard.ends === undefined : true;
      })
      .map((shard) => ({
        ShardId: shard.id,
        HashKeyRange: { StartingHashKey: String(shard.from), EndingHashKey: String(shard.to) },
        SequenceNumberRange: { StartingSequenceNumber: shard.starts, EndingSequenceNumber: shard.ends },
        ParentShardId: shard.parents[0],
        AdjacentParentShardId: shard.parents[1],
      }));
  }

  shardIterator(input: {
    ShardId: string;
    ShardIteratorType: string;
    StartingSequenceNumber?: string;
  }): string {
    const { records } = this.#shard(input.ShardId);
    const sequence = BigInt(input.StartingSequenceNumber ?? 0);
    const found = records.findIndex((record) =>
      input.ShardIteratorType === 'AT_SEQUENCE_NUMBER'
        ? BigInt(record.SequenceNumber) >= sequence
        : BigInt(record.SequenceNumber) > sequence,
    );
    const index = input.ShardIteratorType === 'LATEST' || found < 0 ? records.length : found;
    return this.#token({ shard: input.ShardId, index, generation: this.#generation });
  }

  getRecords(input: { ShardIterator: string; Limit?: number }): unknown {
    const position: Position = JSON.parse(Buffer.from(input.ShardIterator, 'base64').toString());
    if (position.generation !== this.#generation)
      throw new KinesisError('ExpiredIteratorException', 'Iterator expired.');
    const shard = this.#shard(position.shard);
    this.#countRead(shard);
    const end = position.index + Math.min(this.#batchSize, input.Limit ?? this.#batchSize);
    const records = shard.records.slice(position.index, end);
    const index = position.index + records.length;
    const waiting = shard.records[index];
    const answer = {
      Records: records,
      MillisBehindLatest:
        waiting === undefined ? 0 : Math.max(1, Date.now() - waiting.ApproximateArrivalTimestamp * 1000),
    };
    if (waiting === undefined && shard.ends !== undefined)
      return { ...answer, ChildShards: this.#children(shard) };
    return { ...answer, NextShardIterator: this.#token({ ...position, index }) };
  }

  #children(shard: Shard): readonly unknown[] {
    return this.#shards
      .filter((child) => child.parents.includes(shard.id))
      .map((child) => ({
        ShardId: child.id,
        ParentShards: child.parents,
        HashKeyRange: { StartingHashKey: String(child.from), EndingHashKey: String(child.to) },
      }));
  }

  #countRead(shard: Shard): void {
    const now = performance.now();
    while ((shard.reads[0] ?? now) <= now - 1000) shard.reads.shift();
    if (shard.reads.length >= READS_A_SECOND) {
      this.refused += 1;
      throw new KinesisError('ProvisionedThroughputExceededException', `Rate exceeded for shard ${shard.id}`);
    }
    shard.reads.push(now);
    this.reads += 1;
  }

  #open(from: bigint, to: bigint, parents: readonly string[]): void {
    const id = `shardId-${String(this.#shards.length).padStart(12, '0')}`;
    this.#shards.push({ id, from, to, parents, starts: this.#nextSequence(), records: [], reads: [] });
  }

  #close(id: string): Shard {
    const shard = this.#shard(id);
    shard.ends = this.#nextSequence();
    return shard;
  }

  #shard(id: string): Shard {
    const shard = this.#shards.find((each) => each.id === id);
    if (shard === undefined) throw new KinesisError('ResourceNotFoundException', `Shard ${id} not found`);
    return shard;
  }

  #nextSequence(): string {
    this.#sequence += 1n;
    return String(this.#sequence);
  }

  #token(position: Position): string {
    return Buffer.from(JSON.stringify(position)).toString('base64');
  }
}
