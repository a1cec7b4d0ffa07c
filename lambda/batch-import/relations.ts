/** So many places that keys are hashed to. It takes half as many relations before unrelated records begin to hang together in great number. */
export const BUCKETS = 1 << 22;

/** A quarter of the joins from which on unrelated keys begin to hang together in great number. */
const MOST_JOINED = BUCKETS / 8;

/** The place of a key: FNV-1a over its UTF-16 units (draft-eastlake-fnv). */
export function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}

/**
 * Which records hang together: those that have a key in common, directly or by way of others. Takes the same memory for a
 * hundred records and for a hundred million (36 MiB); two keys in one place relate records that have nothing in common, which
 * does no harm but that they are worked by one worker.
 */
export class Relations {
  /** The place above a place, 0 for one that is uppermost. One more than the place's number. */
  readonly #above = new Int32Array(BUCKETS);
  readonly #records = new Uint32Array(BUCKETS);
  #count = 0;

  /** A record with keys at these places, at least one. */
  add(buckets: readonly number[]): void {
    const [first = 0, ...others] = buckets;
    this.#count += 1;
    const top = others.reduce((joined, other) => this.#join(joined, this.#top(other)), this.#top(first));
    this.#records[top] = (this.#records[top] ?? 0) + 1;
  }

  /**
   * The worker, from 0, of each place: what hangs together has the same one, and the workers' numbers of records differ as little as
   * that allows. The same records give the same shares.
   */
  shares(workers: number): Uint8Array {
    const loads = new Float64Array(workers);
    const shares = new Uint8Array(BUCKETS);
    const give = (top: number): void => {
      const lightest = loads.indexOf(Math.min(...loads));
      shares[top] = lightest;
      loads[lightest] = (loads[lightest] ?? 0) + (this.#records[top] ?? 0);
    };
    const few = this.#count / workers / 64;
    const large: number[] = [];
    const tops: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const records = this.#records[bucket] ?? 0;
      if (records > 0) (records > few ? large : tops).push(bucket);
    }
    // The few large groups first, the largest of all before the others: small ones fill up what they leave.
    for (const top of large.sort((a, b) => (this.#records[b] ?? 0) - (this.#records[a] ?? 0))) give(top);
    for (const top of tops) give(top);
    for (let bucket = 0; bucket < BUCKETS; bucket += 1)
      if (this.#above[bucket] !== 0) shares[bucket] = shares[this.#top(bucket)] ?? 0;
    return shares;
  }

  /**
   * Pairs of a place and the uppermost one of those that it hangs together with, where that is another one. None when there are too many:
   * by then, unrelated keys that fell into one place would have joined half the file.
   */
  groups(): Uint32Array {
    const pairs: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      if (this.#above[bucket] === 0) continue;
      if (pairs.length === 2 * MOST_JOINED) return new Uint32Array();
      pairs.push(bucket, this.#top(bucket));
    }
    return Uint32Array.from(pairs);
  }

  #top(bucket: number): number {
    let top = bucket;
    for (let above = this.#above[top]; above; above = this.#above[top]) top = above - 1;
    for (let each = bucket; each !== top; ) {
      const next = (this.#above[each] ?? 0) - 1;
      this.#above[each] = top + 1;
      each = next;
    }
    return top;
  }

  #join(top: number, other: number): number {
    if (top === other) return top;
    this.#above[other] = top + 1;
    this.#records[top] = (this.#records[top] ?? 0) + (this.#records[other] ?? 0);
    this.#records[other] = 0;
    return top;
  }
}
