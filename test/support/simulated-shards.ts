import type { BatchResponse, KinesisRecord } from '../../lambda/feed-indexer/contract.ts';
import { ownerHash } from '../../lambda/runtime/owner-hash.ts';

/** A shard of a Kinesis stream: a range of hashes, its records in order, and the shards that it was made from. */
export interface SimulatedShard {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly parents: readonly SimulatedShard[];
  readonly records: KinesisRecord[];
}

/** A stream that is written to, split and merged. */
export class SimulatedShards {
  readonly all: SimulatedShard[] = [];
  #open: SimulatedShard[];
  #written = 0;

  constructor(count: number) {
    this.#open = Array.from({ length: count }, (_, index) =>
      this.#shard(index / count, (index + 1) / count, []),
    );
  }

  /** Stores a JSON value under its owner. */
  put(owner: string, value: unknown): void {
    this.putText(owner, JSON.stringify(value));
  }

  /** Stores a text under its owner. Sequence numbers grow as Kinesis's do, far beyond what a double holds. */
  putText(owner: string, text: string): void {
    const hash = ownerHash(owner);
    const shard = this.#open.find(({ from, to }) => from <= hash && hash < to);
    if (shard === undefined) throw new Error('no shard has this hash');
    this.#written += 1;
    const sequenceNumber = String(
      49_590_338_271_490_256_608_559_692_538_361_571_095n + BigInt(this.#written),
    );
    shard.records.push({
      eventID: `${shard.id}:${sequenceNumber}`,
      kinesis: {
        partitionKey: owner,
        sequenceNumber,
        data: Buffer.from(text).toString('base64'),
        approximateArrivalTimestamp: 1_700_000_000 + this.#written / 1000,
      },
    });
  }

  split(position: number): void {
    const [parent] = this.#open.splice(position % this.#open.length, 1);
    if (parent === undefined) return;
    const middle = (parent.from + parent.to) / 2;
    this.#open.push(this.#shard(parent.from, middle, [parent]), this.#shard(middle, parent.to, [parent]));
    this.#sort();
  }

  /** Merges an open shard with the next one; there must be two. */
  merge(position: number): void {
    if (this.#open.length < 2) return;
    const [low, high] = this.#open.splice(position % (this.#open.length - 1), 2);
    if (low === undefined || high === undefined) return;
    this.#open.push(this.#shard(low.from, high.to, [low, high]));
    this.#sort();
  }

  #sort(): void {
    this.#open.sort((a, b) => a.from - b.from);
  }

  #shard(from: number, to: number, parents: readonly SimulatedShard[]): SimulatedShard {
    const id = `shardId-${String(this.all.length).padStart(12, '0')}`;
    const shard = { id, from, to, parents, records: [] };
    this.all.push(shard);
    return shard;
  }
}

export interface ShardMappingOptions {
  readonly batchSize: number;
  /** One call of the function; rejects when it fails, or when nobody waits for it any longer. */
  readonly invoke: (records: readonly KinesisRecord[]) => Promise<BatchResponse>;
}

/**
 * Lambda's event source mapping on a Kinesis stream (Lambda Developer Guide, "Using Lambda with Kinesis"): each shard's records in order,
 * one batch at a time, shards side by side, a shard after all those that it was made from; a partial response starts again at the
 * lowest number, an error repeats the batch in halves.
 */
export class ShardMapping {
  readonly #shards: SimulatedShards;
  readonly #options: ShardMappingOptions;
  readonly #taken = new Map<SimulatedShard, number>();

  constructor(shards: SimulatedShards, options: ShardMappingOptions) {
    this.#shards = shards;
    this.#options = options;
  }

  /** Takes a batch of every shard that has one to take; false when none has. */
  async step(): Promise<boolean> {
    const due = this.#shards.all.filter(
      (shard) => !this.#isDrained(shard) && shard.parents.every((parent) => this.#isDrained(parent)),
    );
    await Promise.all(due.map((shard) => this.#batch(shard)));
    return due.length > 0;
  }

  /** All that has been written, each shard as fast as it can. */
  async drain(): Promise<void> {
    const drained = new Map<SimulatedShard, Promise<void>>();
    const drain = async (shard: SimulatedShard): Promise<void> => {
      await Promise.all(shard.parents.map((parent) => drained.get(parent)));
      while (!this.#isDrained(shard)) await this.#batch(shard);
    };
    for (const shard of this.#shards.all) drained.set(shard, drain(shard));
    await Promise.all(drained.values());
  }

  #isDrained(shard: SimulatedShard): boolean {
    return (this.#taken.get(shard) ?? 0) === shard.records.length;
  }

  async #batch(shard: SimulatedShard): Promise<void> {
    const from = this.#taken.get(shard) ?? 0;
    const batch = shard.records.slice(from, from + this.#options.batchSize);
    await deliver(batch, this.#options);
    this.#taken.set(shard, from + batch.length);
  }
}

async function deliver(batch: readonly KinesisRecord[], options: ShardMappingOptions): Promise<void> {
  const left: (readonly KinesisRecord[])[] = [batch];
  for (let records = left.shift(); records !== undefined; records = left.shift()) {
    const response = await options.invoke(records).catch(() => undefined);
    const from = response === undefined ? 0 : restartAt(records, response);
    if (from > 0) left.unshift(...[records.slice(from)].filter(({ length }) => length > 0));
    else {
      const middle = Math.ceil(records.length / 2);
      left.unshift(...[records.slice(0, middle), records.slice(middle)].filter(({ length }) => length > 0));
    }
  }
}

/** Position of the lowest record that comes again: their count when there is none. */
function restartAt(records: readonly KinesisRecord[], { batchItemFailures }: BatchResponse): number {
  const positions = batchItemFailures.map(({ itemIdentifier }) =>
    records.findIndex(({ kinesis }) => kinesis?.sequenceNumber === itemIdentifier),
  );
  return positions.includes(-1) ? 0 : Math.min(records.length, ...positions);
}
